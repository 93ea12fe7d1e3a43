# FailoverCtl: dns ns-rbx of cluster web-eu
# the epoch in force
key "failoverctl/web-eu/ledger" { policy = "read" }
# the topology that it cites
key_prefix "failoverctl/web-eu/topology/" { policy = "list" }
# what an operator holds
key "failoverctl/web-eu/holds" { policy = "read" }
# its own status, and nothing else
key "failoverctl/web-eu/dns/ns-rbx" { policy = "write" }
# registers itself and keeps its check
service "failoverctl-dns" { policy = "write" }
