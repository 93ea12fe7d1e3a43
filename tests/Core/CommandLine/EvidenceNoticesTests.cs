using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using Xunit;

namespace FailoverCtl.Tests.Core.CommandLine;

public class EvidenceNoticesTests
{
    private static readonly EndpointId Www = EndpointId.Parse("www/sbg/v4");

    [Fact]
    public void Nothing_to_mend_is_not_mentioned() => Assert.Empty(EvidenceNotices.Of(Scenes.Healthy()));

    [Fact]
    public void A_certificate_that_ends_soon_is_said_once_with_the_fewest_days()
    {
        var days = 9;
        Assert.Equal(
            ["the certificate of www/sbg/v4 ends in 6 days"],
            Said(r => r with { Certificates = [new(Www, days--)] })
        );
    }

    [Fact]
    public void A_bad_certificate_names_its_flaw_and_who_saw_it()
    {
        var seen = new Observation(Www, ObservedState.Down, FailureKind.Certificate, 3, 0, 8_000)
        {
            Flaw = Flaw.Expired,
        };
        Assert.Equal(
            [
                "www/sbg/v4 answers behind a bad certificate: expired (seen by ext-1, gra-1, rbx-1, sbg-1); nothing is moved for it",
            ],
            Said(r => r with { Unhealthy = [seen] })
        );
    }

    [Fact]
    public void A_resolver_that_leads_astray_is_named()
    {
        Assert.Equal(
            [
                "192.0.2.53:53 leads users of www to an address that is no declared endpoint (seen by ext-1, gra-1, rbx-1, sbg-1)",
            ],
            Said(r =>
                r with
                {
                    Names =
                    [
                        new(new("www"), AddressFamily.V4, "192.0.2.53:53", NameStanding.Elsewhere, 60_000),
                        new(new("www"), AddressFamily.V6, "192.0.2.53:53", NameStanding.Silent, 60_000),
                    ],
                }
            )
        );
    }

    [Fact]
    public void More_than_five_of_a_kind_are_counted() =>
        Assert.Equal(
            "and 3 more of that kind",
            Said(r =>
                    r with
                    {
                        Certificates = Enumerable
                            .Range(0, 8)
                            .Select(i => new CertificateSeen(EndpointId.Parse($"s{i}/sbg/v4"), i))
                            .ToEquatableArray(),
                    }
                )
                .Last()
        );

    [Fact]
    public void Nothing_of_it_degrades_the_cluster() =>
        Assert.All(
            EvidenceNotices.Of(With(r => r with { Certificates = [new(Www, 1)] })),
            notice => Assert.False(notice.Degrades)
        );

    private static IEnumerable<string> Said(Func<Report, Report> change) =>
        EvidenceNotices.Of(With(change)).Select(n => n.Text);

    private static ClusterSnapshot With(Func<Report, Report> change)
    {
        var scene = Scenes.Healthy();
        return scene with { Reports = scene.Reports.Select(change).ToEquatableArray() };
    }
}
