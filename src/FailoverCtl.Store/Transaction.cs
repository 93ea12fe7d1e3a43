using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store;

/// <summary>Operations that happen all or not at all, in order; later ones see what earlier ones did.</summary>
public sealed record Transaction(EquatableArray<StoreOperation> Operations)
{
    public static Transaction Of(params ReadOnlySpan<StoreOperation> operations) =>
        new(EquatableArray.Create(operations));
}
