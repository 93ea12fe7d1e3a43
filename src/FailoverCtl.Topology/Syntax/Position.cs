namespace FailoverCtl.TopologyFiles.Syntax;

/// <summary>A place in a file; line and column count from 1, the column in UTF-16 units.</summary>
public readonly record struct Position(SourceText Source, int Line, int Column)
{
    public override string ToString() => $"{Source.Name}:{Line}:{Column}";
}
