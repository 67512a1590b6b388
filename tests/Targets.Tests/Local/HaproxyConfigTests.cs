using System.Net;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

public sealed class HaproxyConfigTests
{
    private static readonly IPEndPoint Listen = new(IPAddress.Loopback, 8080);

    [Fact]
    public void Known_servers_are_rendered_and_only_ready_ones_begin_enabled() => Assert.Equal(
        """
        global
            noreuseport
            maxconn 2000
            stats socket '/s/haproxy.sock' mode 600 level admin
            user nobody
            group nogroup
        defaults
            mode http
            retries 0
            timeout connect 3s
            timeout check 1s
            timeout client 60s
            timeout server 60s
            timeout queue 3s
        frontend users
            bind 127.0.0.1:8080
            default_backend be
        backend be
            balance roundrobin
            option httpchk
            http-check send meth GET uri '/healthz'
            http-check expect status 204
            http-response set-header X-Instance %s
            server web-a 127.0.0.1:4001 check inter 1s fastinter 300ms fall 3 rise 2
            server web-b 127.0.0.1:4002 check inter 1s fastinter 300ms fall 3 rise 2 disabled

        """,
        HaproxyConfig.Render(
            Listen, new HealthProbe(80, "/healthz", 204), "/s/haproxy.sock",
            [
                new HaproxyServer(new InstanceId("web-b"), 4002, HaproxyMode.Drain),
                new HaproxyServer(new InstanceId("web-a"), 4001, HaproxyMode.Ready),
            ],
            dropPrivileges: true));

    [Theory]
    [InlineData("/a' b")]
    [InlineData("/a\nglobal")]
    public void A_path_cannot_become_another_line(string path) => Assert.Throws<TargetException>(
        () => HaproxyConfig.Render(Listen, new HealthProbe(80, path), "/s", [], dropPrivileges: false));
}
