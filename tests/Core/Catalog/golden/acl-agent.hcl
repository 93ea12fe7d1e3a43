# FailoverCtl: agent rbx-1 of cluster web-eu
# the epoch in force
key "failoverctl/web-eu/ledger" { policy = "read" }
# the topology that it cites
key_prefix "failoverctl/web-eu/topology/" { policy = "list" }
# its own report, and no other agent's
key "failoverctl/web-eu/reports/rbx-1" { policy = "write" }
# registers itself and keeps its check
service "failoverctl-agent" { policy = "write" }
