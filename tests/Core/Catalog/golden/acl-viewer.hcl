# FailoverCtl: viewer of cluster web-eu
# reads everything of the cluster
key_prefix "failoverctl/web-eu/" { policy = "list" }
# FailoverCtl's services in the catalog
service_prefix "failoverctl-" { policy = "read" }
# the nodes that carry them
node_prefix "" { policy = "read" }
