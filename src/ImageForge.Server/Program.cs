using ImageForge.Engine;
using ImageForge.Server;
using ImageForge.Targets.Service;
using Serilog;

Log.Logger = new LoggerConfiguration()
    .MinimumLevel.Override("Microsoft", Serilog.Events.LogEventLevel.Warning)
    .MinimumLevel.Override("Quartz", Serilog.Events.LogEventLevel.Warning)

    // A bell that is to ring again says so to Quartz by an exception; the log has its reason already, in one line.
    .Filter.ByExcluding(entry => entry.Exception is Quartz.JobExecutionException)

    // A host that cannot start says so by an exception, and people get the reason instead of its trace.
    .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", Serilog.Events.LogEventLevel.Fatal)
    .WriteTo.Console(standardErrorFromLevel: Serilog.Events.LogEventLevel.Verbose, formatProvider: null)
    .CreateLogger();
try
{
    switch (args)
    {
        case ["receive", "--state", var root]:
            await Receiver.RunAsync(new StateDirectory(root), CancellationToken.None);
            return 0;
        case ["simulate", "--listen", var address]:
            return await CloudHost.RunAsync(address, Console.In, Console.Out);
        case ["serve", var words, .. (["--attached"] or [])]:
            return await ServiceHost.RunAsync(
                ServiceOrder.Parse(ServiceWords.Read(words)), args[^1] == "--attached" ? Console.In : null,
                Console.Out);
        default:
            throw new ForgeException(
                ForgeError.Usage,
                "usage: imageforge-server receive --state DIR | imageforge-server simulate --listen 127.0.0.1:PORT | "
                    + "imageforge-server serve JSON [--attached], as `imageforge serve` writes it");
    }
}
catch (ForgeException exception)
{
    Log.Error("{Message}{WayOut}", exception.Message, exception.WayOut is null ? "" : "; " + exception.WayOut);
    return (int)exception.Error;
}
finally
{
    await Log.CloseAndFlushAsync();
}
