using System.Net;
using System.Text;
using ImageForge.Core.Images;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// Renders HAProxy's configuration: the servers known when it starts; later ones come by the admin socket.
/// </summary>
internal static class HaproxyConfig
{
    public const string Backend = "be";

    /// <summary>
    /// Written out for every server, for dynamic ones do not inherit defaults. Three failed checks take a server down,
    /// two passed ones bring it back; between them the checks come faster.
    /// </summary>
    public const string CheckSettings = "check inter 1s fastinter 300ms fall 3 rise 2";

    /// <param name="listen">Where users connect.</param>
    /// <param name="socket">Path of the admin socket.</param>
    /// <param name="dropPrivileges">True for root: HAProxy needs no right once it listens.</param>
    public static string Render(
        IPEndPoint listen, HealthProbe health, string socket, IEnumerable<HaproxyServer> servers, bool dropPrivileges)
    {
        // noreuseport: else a second HAProxy could listen on the same port and take half of the requests.
        // connect 3s: an emulated machine's network has a backlog of one, so a lost SYN is sent again after one second.
        // retries 0: a request that fails is seen to fail.
        var text = new StringBuilder($"""
            global
                noreuseport
                maxconn 2000
                stats socket {Quote(socket)} mode 600 level admin

            """);
        if (dropPrivileges)
        {
            text.Append("    user nobody\n    group nogroup\n");
        }

        text.Append($"""
            defaults
                mode http
                retries 0
                timeout connect 3s
                timeout check 1s
                timeout client 60s
                timeout server 60s
                timeout queue 3s
            frontend users
                bind {listen}
                default_backend {Backend}
            backend {Backend}
                balance roundrobin
                option httpchk
                http-check send meth GET uri {Quote(health.Path)}
                http-check expect status {health.Status}
                http-response set-header X-Instance %s

            """);
        foreach (var server in servers.OrderBy(server => server.Instance))
        {
            var disabled = server.Mode == HaproxyMode.Ready ? "" : " disabled";
            text.Append($"    server {server.Instance} 127.0.0.1:{server.Port} {CheckSettings}{disabled}\n");
        }

        return text.ToString();
    }

    // Strong quotes end at the next quote and know no escape, so a value with one cannot be written at all.
    private static string Quote(string value) =>
        value.Any(c => c == '\'' || char.IsControl(c))
            ? throw new TargetException($"'{value}' cannot be written into a HAProxy configuration")
            : $"'{value}'";
}
