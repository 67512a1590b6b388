using ImageForge.Engine;
using ImageForge.Server;
using Serilog;

Log.Logger = new LoggerConfiguration()
    .MinimumLevel.Override("Microsoft", Serilog.Events.LogEventLevel.Warning)
    .WriteTo.Console(standardErrorFromLevel: Serilog.Events.LogEventLevel.Verbose, formatProvider: null)
    .CreateLogger();
try
{
    if (args is not ["receive", "--state", var root])
    {
        throw new ForgeException(ForgeError.Usage, "usage: imageforge-server receive --state DIR");
    }

    await Receiver.RunAsync(new StateDirectory(root), CancellationToken.None);
    return 0;
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
