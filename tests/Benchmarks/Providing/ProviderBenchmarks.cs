using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using ImageForge.Engine.Definitions;
using Pulumirpc;

namespace ImageForge.Benchmarks.Providing;

/// <summary>
/// What people wait for at every `pulumi preview`: the provider's start, and the question of each image whether it has
/// changed. From outside, as the engine asks.
/// </summary>
/// <param name="plugin">The provider's executable.</param>
public sealed class ProviderBenchmarks(string plugin)
{
    private const int Images = 200;
    private const int Starts = 9;

    // As many as an engine on two cores has under way at once.
    private const int AtOnce = 8;
    private const double StartMax = 0.5;
    private const double AskedMax = 1;
    private const string Token = "imageforge:index:GoldenImage";

    /// <summary>Takes half a minute.</summary>
    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var root = Directory.CreateTempSubdirectory("if-provide-").FullName;
        try
        {
            Write(root);
            var starts = new List<double>();
            for (var count = 0; count < Starts; count++)
            {
                using var once = PluginRun.Start(plugin, root);
                starts.Add(once.StartSeconds);
            }

            starts.Sort();
            var digests = new DefinitionReader(root).ReadImages().ToDictionary(
                image => image.Key, image => image.Value.Digest.Hex, StringComparer.Ordinal);
            using var run = PluginRun.Start(plugin, root);
            using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{run.Port}");
            var client = new ResourceProvider.ResourceProviderClient(channel);

            // As every run begins.
            await client.HandshakeAsync(new ProviderHandshakeRequest());
            await client.GetPluginInfoAsync(new Empty());
            await client.CheckConfigAsync(new CheckRequest { News = new Struct() });
            await client.ConfigureAsync(new ConfigureRequest { Args = new Struct() });
            var first = await AskAsync(client, digests);
            var again = await AskAsync(client, digests);
            return
            [
                new(
                    $"start to port, median of {Starts}", $"{starts[Starts / 2]:0.00} s", $"<= {StartMax} s",
                    starts[Starts / 2] <= StartMax),
                new($"start to port, slowest of {Starts}", $"{starts[^1]:0.00} s", "", null),
                new(
                    $"Check and Diff of {Images} unchanged images", $"{first:0.00} s", $"<= {AskedMax} s",
                    first <= AskedMax),
                new("the same again", $"{again:0.00} s", "", null),
            ];
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<double> AskAsync(
        ResourceProvider.ResourceProviderClient client, Dictionary<string, string> digests)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Images), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, token) =>
            {
                var name = NameOf(number);
                var urn = $"urn:pulumi:dev::bench::{Token}::{name}";
                var news = new Struct { Fields = { ["definition"] = Value.ForString(name) } };
                var checkedInputs = await client.CheckAsync(
                    new CheckRequest { Urn = urn, Type = Token, News = news, Olds = news }, cancellationToken: token);
                var olds = checkedInputs.Inputs.Clone();
                olds.Fields["definitionDigest"] = Value.ForString(digests[name]);
                olds.Fields["state"] = Value.ForString("released");
                var answer = await client.DiffAsync(
                    new DiffRequest
                    {
                        Id = $"{name}/0", Urn = urn, Type = Token, Olds = olds, News = checkedInputs.Inputs,
                        OldInputs = checkedInputs.Inputs,
                    },
                    cancellationToken: token);
                if (checkedInputs.Failures.Count > 0 || answer.Changes != DiffResponse.Types.DiffChanges.DiffNone)
                {
                    throw new InvalidOperationException($"{name} is not unchanged: {checkedInputs} {answer}");
                }
            });
        return watch.Elapsed.TotalSeconds;
    }

    // The shipped controls, sensors and scenarios, and two hundred images over the shipped base.
    private static void Write(string root)
    {
        var shipped = Path.Combine(BenchForge.Checkout, "images");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(root, "images", Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        for (var number = 0; number < Images; number++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, "images", NameOf(number))).FullName;
            File.WriteAllText(Path.Combine(folder, "image.yaml"), $$"""
                name: {{NameOf(number)}}
                extends: debian-base
                packages: [nginx-light]
                ports: [{ number: 8{{number:D3}} }]

                """);
        }
    }

    private static string NameOf(int number) => $"app-{number:D3}";
}
