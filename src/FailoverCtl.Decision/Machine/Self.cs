using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Machine;

/// <summary>Who this controller is.</summary>
/// <param name="Site">Where it stands; null: outside all sites.</param>
public sealed record Self(ControllerId Id, long Boot, SiteId? Site)
{
    public Author AsAuthor => new(Id, Boot);
}
