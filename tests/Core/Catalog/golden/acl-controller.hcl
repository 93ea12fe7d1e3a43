# FailoverCtl: controller c-rbx of cluster web-eu
# reads everything of the cluster
key_prefix "failoverctl/web-eu/" { policy = "list" }
# commits
key "failoverctl/web-eu/ledger" { policy = "write" }
# the ring of recent plans
key_prefix "failoverctl/web-eu/plans/" { policy = "write" }
# outcomes of intents, and what Consul's maintenance asks for
key_prefix "failoverctl/web-eu/intents/" { policy = "write" }
# its own heartbeat
key "failoverctl/web-eu/controllers/c-rbx" { policy = "write" }
# registers itself and keeps its check
service "failoverctl-controller" { policy = "write" }
# the condition of its site
service "failoverctl-site" { policy = "write" }
# maintenance of nodes that carry a site
node_prefix "" { policy = "read" }
