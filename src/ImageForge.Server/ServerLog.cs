using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ImageForge.Server;

/// <summary>The log of every server of this program: stderr, as text for people or as JSON for programs.</summary>
internal static class ServerLog
{
    /// <param name="asJson">True: Serilog's compact form, an object a line, with the trace and span it belongs to.</param>
    public static Serilog.Core.Logger Create(bool asJson)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)

            // It warns that keys lie on the disk as they are: in a folder of their owner alone, as all keys here.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)

            // A bell that is to ring again says so to Quartz by an exception; the log has its reason already, in one
            // line.
            .Filter.ByExcluding(entry => entry.Exception is Quartz.JobExecutionException)

            // A host that cannot start says so by an exception, and people get the reason instead of its trace.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal);
        return asJson
            ? log.WriteTo.Console(new RenderedCompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose)
                .CreateLogger()
            : log.WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, formatProvider: null).CreateLogger();
    }
}
