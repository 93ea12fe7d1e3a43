# FailoverCtl: admin of cluster web-eu
# everything of the cluster: init and recover
key_prefix "failoverctl/web-eu/" { policy = "write" }
# FailoverCtl's services in the catalog
service_prefix "failoverctl-" { policy = "read" }
# the nodes that carry them
node_prefix "" { policy = "read" }
