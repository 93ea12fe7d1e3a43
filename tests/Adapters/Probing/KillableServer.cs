using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace FailoverCtl.Tests.Adapters.Probing;

/// <summary>A process that accepts connections until it is killed.</summary>
internal static class KillableServer
{
    private const string Script =
        "import socket\ns=socket.socket()\ns.bind(('127.0.0.1',0))\ns.listen(64)\nprint(s.getsockname()[1],flush=True)\nk=[]\nwhile True: k.append(s.accept())";

    /// <summary>Null: no python3 here.</summary>
    public static Process? Start(out int port)
    {
        port = 0;
        try
        {
            var process = Process.Start(
                new ProcessStartInfo("python3", ["-c", Script])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                }
            );
            return int.TryParse(process?.StandardOutput.ReadLine(), CultureInfo.InvariantCulture, out port)
                ? process
                : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
