using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageForge.Engine;
using ImageForge.Targets.Simulated.Serving;
using Microsoft.AspNetCore.Connections;

namespace ImageForge.Server;

/// <summary>
/// Serves one simulated cloud to several engine processes, on the loopback address. Reads what cloud it shall be as the
/// first line of its input and ends with that input; says where it listens, and at its end what it counted.
/// </summary>
public static class CloudHost
{
    // An act is below 1 KiB.
    private const int BodyBytesMax = 64 * 1024;

    // Calls that are never answered are let go of as soon as it stops; what is left takes milliseconds.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(5);

    /// <summary>Serves until SIGTERM, SIGINT or the end of its input.</summary>
    /// <param name="listen">A loopback address; port 0 takes a free one.</param>
    /// <param name="orders">One <see cref="CloudOrder"/>, then nothing until it is to end.</param>
    /// <param name="news">Gets a <see cref="CloudReady"/>, and at the end a <see cref="CloudReport"/>; a line
    /// each.</param>
    /// <returns>The exit code: 0, or why it could not start, which is the news then.</returns>
    public static async Task<int> RunAsync(string listen, TextReader orders, TextWriter news)
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(news);
        ServedCloud cloud;
        WebApplication app;
        try
        {
            var order = Read(await orders.ReadLineAsync());
            cloud = new ServedCloud(order, TimeProvider.System);
            app = await StartAsync(cloud, CloudAddress.ParseListen(listen));
        }
        catch (ForgeException exception)
        {
            await SayAsync(news, new CloudReady(null, Refusal.Of(exception)), CloudJson.Default.CloudReady);
            return (int)exception.Error;
        }

        await using (app)
        {
            await SayAsync(news, new CloudReady(new Uri(app.Urls.Single()), null), CloudJson.Default.CloudReady);
            _ = Task.Run(() => EndWith(orders, app.Lifetime));
            await app.WaitForShutdownAsync();
            await SayAsync(news, cloud.Report(), CloudJson.Default.CloudReport);
            return 0;
        }
    }

    private static CloudOrder Read(string? line)
    {
        try
        {
            return JsonSerializer.Deserialize(line ?? "", CloudJson.Default.CloudOrder)
                ?? throw new JsonException("null is no order");
        }
        catch (JsonException exception)
        {
            throw new ForgeException(
                ForgeError.Usage, $"the first line of the input says no cloud: {exception.Message}",
                "start it with `imageforge simulate <schedule> --listen 127.0.0.1:0`", exception);
        }
    }

    private static async Task<WebApplication> StartAsync(ServedCloud cloud, IPEndPoint listen)
    {
        var app = Build(cloud, listen);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch (Exception exception) when (exception is IOException { InnerException: AddressInUseException }
            or SocketException)
        {
            await app.DisposeAsync();
            var taken = exception is IOException ? "is taken by another program" : $": {exception.Message}";
            throw new ForgeException(
                ForgeError.Environment, $"the simulated cloud cannot listen on {listen}: {taken}",
                $"name another port, 0 takes a free one; `ss -ltnp 'sport = :{listen.Port}'` shows whose it is",
                exception);
        }
    }

    private static WebApplication Build(ServedCloud cloud, IPEndPoint listen)
    {
        var builder = LoopbackServer.CreateBuilder(listen, BodyBytesMax);
        builder.Host.ConfigureHostOptions(host => host.ShutdownTimeout = StopMax);
        var app = builder.Build();
        new CloudEndpoints(cloud, app.Lifetime.ApplicationStopping).Map(app);
        return app;
    }

    // Whoever started it has gone, or wants it to go.
    private static void EndWith(TextReader orders, IHostApplicationLifetime life)
    {
        while (orders.Read() >= 0)
        {
            // What else is said there means nothing.
        }

        life.StopApplication();
    }

    private static async Task SayAsync<T>(TextWriter news, T what, JsonTypeInfo<T> shape)
    {
        await news.WriteLineAsync(JsonSerializer.Serialize(what, shape));
        await news.FlushAsync();
    }
}
