using ImageForge.Engine;
using ImageForge.Server;
using ImageForge.Targets.Service;
using Serilog;

Log.Logger = ServerLog.Create(asJson: false);
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
            var order = ServiceOrder.Parse(ServiceWords.Read(words));
            Log.Logger = ServerLog.Create(order.LogsJson);
            return await ServiceHost.RunAsync(
                order, args[^1] == "--attached" ? Console.In : null,
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
