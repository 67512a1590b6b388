using System.Diagnostics;
using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

public sealed class DebianVersionTests
{
    [Theory]
    [InlineData("1.0", "<", "1.1")]
    [InlineData("1.9", "<", "1.10")]
    [InlineData("1.0~rc1", "<", "1.0")]
    [InlineData("1.0~~", "<", "1.0~")]
    [InlineData("1.0", "<", "1.0a")]
    [InlineData("1.0a", "<", "1.0+b1")]
    [InlineData("1.0-1", "<", "1.0-1+b1")]
    [InlineData("2.36-9+deb12u9", "<", "2.36-9+deb12u10")]
    [InlineData("9.9", "<", "1:0.1")]
    [InlineData("1.0", "=", "0:1.0")]
    [InlineData("1.0", "=", "1.0-0")]
    [InlineData("1.01", "=", "1.1")]
    [InlineData("1.2-3-4", ">", "1.2-3-3")]
    [InlineData("20231231", "<", "99999999999999999999999999")]
    [InlineData("6.1.192-2", ">", "6.1.137-1")]
    public void Versions_are_ordered_as_a_person_would_look_them_up(string left, string relation, string right)
    {
        Assert.Equal(
            relation switch { "<" => -1, ">" => 1, _ => 0 },
            Math.Sign(new DebianVersion(left).CompareTo(new DebianVersion(right))));
        Assert.Equal(relation == "=", new DebianVersion(left) == new DebianVersion(right));
    }

    [Fact]
    public async Task Versions_are_ordered_as_dpkg_orders_them()
    {
        const int Seed = 20261122;
        const int PairCount = 3000;
        var random = new Random(Seed);
        var pairs = Enumerable.Range(0, PairCount).Select(_ => RandomPair(random)).ToArray();

        var answers = await AskDpkgAsync(pairs);

        Assert.Equal(pairs.Length, answers.Length);
        Assert.All(pairs.Zip(answers), answered =>
        {
            var ((left, right), sign) = answered;
            Assert.True(
                Math.Sign(new DebianVersion(left).CompareTo(new DebianVersion(right))) == int.Parse(sign),
                $"'{left}' against '{right}': dpkg says {sign} (seed {Seed})");
        });
    }

    // Neighbours share most of their text, or nearly every pair would be decided by its first digit.
    private static (string Left, string Right) RandomPair(Random random)
    {
        var (epoch, upstream, revision) = (
            random.Next(3), RandomPart(random, random.Next(1, 8)), RandomPart(random, random.Next(0, 5)));
        var other = random.Next(5) == 0 ? random.Next(3) : epoch;
        return (Written(epoch, upstream, revision), Written(other, Edited(random, upstream), Edited(random, revision)));
    }

    private static string Edited(Random random, string part)
    {
        var at = random.Next(part.Length + 1);
        return random.Next(4) switch
        {
            0 => part.Insert(at, RandomPart(random, 1)),
            1 when at < part.Length => part.Remove(at, 1),
            2 => part[..at] + RandomPart(random, 2),
            _ => part,
        };
    }

    // dpkg wants an upstream version to begin with a digit, and no revision to be empty.
    private static string Written(int epoch, string upstream, string revision) =>
        $"{(epoch > 0 ? $"{epoch}:" : "")}1{upstream}{(revision.Length > 0 ? $"-{revision}" : "")}";

    private static string RandomPart(Random random, int length) => random.GetString("0019aZ.+~", length);

    private static async Task<string[]> AskDpkgAsync(IEnumerable<(string Left, string Right)> pairs)
    {
        const string Script = """
            while read -r left right; do
                if dpkg --compare-versions "$left" lt "$right"; then echo -1
                elif dpkg --compare-versions "$left" gt "$right"; then echo 1
                else echo 0; fi
            done
            """;
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var answers = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var complaints = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (var (left, right) in pairs)
        {
            await shell.StandardInput.WriteLineAsync($"{left} {right}");
        }

        shell.StandardInput.Close();
        Assert.Equal("", await complaints);
        return (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
