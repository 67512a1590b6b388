using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>The process as the engine starts and ends it (cases 1 to 5 and 40 of the protocol's sheet).</summary>
public sealed partial class ProcessTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(5);

    private ProviderBench Bench => fixture.Bench;

    [Fact]
    public async Task The_first_bytes_on_stdout_are_a_port_that_listens()
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(Checkout.Plugin, [Bench.Engine])
        {
            WorkingDirectory = Bench.Tree.Root, UseShellExecute = false, RedirectStandardInput = true,
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            var bytes = new byte[64];
            var length = 0;
            while (!bytes.AsSpan(0, length).Contains((byte)'\n'))
            {
                var read = await process.StandardOutput.BaseStream.ReadAsync(
                    bytes.AsMemory(length), TestContext.Current.CancellationToken);
                Assert.True(read > 0, "stdout ended before its first line");
                length += read;
            }

            var line = System.Text.Encoding.Latin1.GetString(bytes, 0, length);
            Assert.Matches(PortLine(), line);
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", int.Parse(line), TestContext.Current.CancellationToken);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, StartMax);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Options_of_the_engine_are_passed_over()
    {
        var provider = await Bench.StartBareAsync("--logtostderr", "-v=9", "--tracing", "http://x", "127.0.0.1:1");
        Assert.Equal("0.1.0", (string?)(await provider.CallAsync("GetPluginInfo"))["version"]);
        await Bench.ConfigureAsync(provider);

        // Nobody listens at its engine's address: what it would tell is lost, and the work is not.
        var made = await new EngineResource(provider, ProviderBench.ImageType, "unheard").CreateAsync(
            new JsonObject { ["definition"] = "web" });
        Assert.StartsWith("web/", (string)made["id"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProviderBench.ImageType, """{"definition":"web"}""")]
    [InlineData(ProviderBench.FleetType, """{"schedule":"web"}""")]
    [InlineData(ProviderBench.WaiverType, """{"id":"early","image":"web"}""")]
    public async Task Without_arguments_it_waits_and_no_resource_comes_before_configure(string type, string inputs)
    {
        var provider = await Bench.StartBareAsync();
        foreach (var (method, field) in new[]
        {
            ("Create", "properties"), ("Read", "inputs"), ("Update", "news"), ("Delete", "old_inputs"),
        })
        {
            foreach (var isPreview in method is "Create" or "Update" ? [false, true] : new[] { false })
            {
                var request = new JsonObject { [field] = Wire.Map(inputs) };
                if (isPreview)
                {
                    request["preview"] = true;
                }

                if (method != "Create")
                {
                    request["id"] = "web";
                }

                var fault = await Assert.ThrowsAsync<StubFault>(
                    () => new EngineResource(provider, type, "early").CallAsync(method, request));
                Assert.Equal(9, fault.Code);
            }
        }

        Assert.False(provider.HasExited);
        Assert.NotEmpty((string)(await provider.CallAsync("GetPluginInfo"))["version"]!);
    }

    [Fact]
    public async Task Two_processes_at_once_serve_the_same_schema()
    {
        var both = await Task.WhenAll(Bench.StartBareAsync(Bench.Engine), Bench.StartBareAsync(Bench.Engine));
        var schemas = await Task.WhenAll(both.Select(provider => provider.CallAsync("GetSchema")));
        Assert.NotEqual(both[0].Port, both[1].Port);
        Assert.NotEmpty((string)schemas[0]["schema"]!);
        Assert.Equal((string?)schemas[0]["schema"], (string?)schemas[1]["schema"]);
    }

    [Fact]
    public async Task A_request_of_http_1_is_refused_and_the_process_serves_on()
    {
        var provider = await Bench.StartBareAsync(Bench.Engine);
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", provider.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(
            "POST /pulumirpc.ResourceProvider/GetPluginInfo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"u8
                .ToArray(),
            TestContext.Current.CancellationToken);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(
            "HTTP/1.1 200", System.Text.Encoding.Latin1.GetString(answer.ToArray()), StringComparison.Ordinal);
        Assert.False(provider.HasExited);
        Assert.NotEmpty((string)(await provider.CallAsync("GetPluginInfo"))["version"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupt_ends_it_at_once_and_in_order(bool isCancelledFirst)
    {
        var provider = await Bench.StartAsync();
        await new EngineResource(provider, ProviderBench.ImageType, $"ended-{isCancelledFirst}").CreateAsync(
            new JsonObject { ["definition"] = "web" });
        if (isCancelledFirst)
        {
            await provider.CallAsync("Cancel");
        }

        var (code, took) = await provider.InterruptAsync();
        Assert.Equal(0, code);
        Assert.InRange(took, TimeSpan.Zero, StopMax);

        // Ends only once nobody holds the pipes any more.
        var (stdout, stderr) = await provider.WordsAsync().WaitAsync(StopMax, TestContext.Current.CancellationToken);
        Assert.Equal("", stdout);
        Assert.Equal("", stderr);
    }

    [GeneratedRegex(@"\A[0-9]{1,5}\n\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PortLine();
}
