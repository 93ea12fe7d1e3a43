# FailoverCtl: operator of cluster web-eu
# reads everything of the cluster
key_prefix "failoverctl/web-eu/" { policy = "list" }
# drain, undrain, approve, apply, release freeze
key_prefix "failoverctl/web-eu/intents/" { policy = "write" }
# apply: topologies under their hash, which no epoch cites yet
key_prefix "failoverctl/web-eu/topology/" { policy = "write" }
# hold and release, which work with every controller dead
key "failoverctl/web-eu/holds" { policy = "write" }
# FailoverCtl's services in the catalog
service_prefix "failoverctl-" { policy = "read" }
# the nodes that carry them
node_prefix "" { policy = "read" }
# consul maint -service: drains the site
service "failoverctl-site" { policy = "write" }
