using ImageForge.Engine;

namespace ImageForge.Provider.Backends.Service;

/// <summary>What channels name at a service.</summary>
internal static class ServiceChannels
{
    private const string Stable = "stable";

    /// <summary>The version that an image or a channel of it is now; null: nothing is released there.</summary>
    /// <param name="client">Asks the service.</param>
    /// <param name="reference">Such as <c>web</c> or <c>web:canary</c>.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="ForgeException">The service refuses it.</exception>
    public static async Task<string?> NameAsync(
        ServiceClient client, string reference, CancellationToken cancellationToken)
    {
        var (image, channel) = reference.Split(':', 2) is [var name, var named] ? (name, named) : (reference, Stable);
        var channels = await client.GetAsync("/v1/channels", cancellationToken);
        var line = channels["channels"]!.AsArray().FirstOrDefault(line => (string?)line!["image"] == image);
        return (string?)line?[channel];
    }
}
