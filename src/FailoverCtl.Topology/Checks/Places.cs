using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Where in the files a part of the model stands.</summary>
internal sealed class Places(MappingNode root)
{
    /// <returns>The value's place; for what is not written, the place of the nearest thing around it.</returns>
    public Position At(params ReadOnlySpan<string> path)
    {
        Node node = root;
        foreach (var key in path)
        {
            if (node is not MappingNode mapping || !mapping.TryGet(key, out var entry))
            {
                break;
            }

            node = entry.Value;
        }

        return node.At;
    }

    /// <returns>The place of the last key; for what is not written, the place of the nearest thing around it.</returns>
    public Position KeyAt(params ReadOnlySpan<string> path)
    {
        Node node = root;
        var at = root.At;
        foreach (var key in path)
        {
            if (node is not MappingNode mapping || !mapping.TryGet(key, out var entry))
            {
                break;
            }

            (node, at) = (entry.Value, entry.Key.At);
        }

        return at;
    }

    public bool Has(params ReadOnlySpan<string> path)
    {
        Node node = root;
        foreach (var key in path)
        {
            if (node is not MappingNode mapping || !mapping.TryGet(key, out var entry))
            {
                return false;
            }

            node = entry.Value;
        }

        return true;
    }
}
