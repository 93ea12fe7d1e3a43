namespace FailoverCtl.CommandLine.Asking;

/// <summary>Nothing changes traffic by accident: a person says yes, or a script says --yes.</summary>
internal static class Confirmation
{
    /// <returns>The exit code when it is not to be done; null to go on.</returns>
    public static int? Refused(Surroundings world, bool yes, string consequence)
    {
        if (yes)
        {
            return null;
        }

        if (!world.Interactive)
        {
            return world.Fail(
                Exit.Usage,
                $"{consequence} Nobody can be asked here because standard input is no terminal: add --yes to do it."
            );
        }

        world.Error.Write($"{Output.Page.Clean(consequence)} Go on? [y/N] ");
        world.Error.Flush();
        return world.In.ReadLine()?.Trim() is "y" or "Y" or "yes" ? null : world.Fail(Exit.Error, "nothing was done");
    }
}
