using System.Diagnostics;
using System.Text;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>
/// Whatever happens to the bytes of a valid file, reading gives a definition or a <see cref="DefinitionException"/>, in
/// bounded time: never another exception, never a hang.
/// </summary>
public sealed class MutationTests
{
    private const int RoundsPerFile = 200;

    private static readonly string[] Tokens =
    [
        "&a ", "*a", "!!binary ", "- ", ": ", "? ", "|", ">", "[", "]", "{", "}", "\"", "'", "#", "%YAML 9.9\n",
        "---\n", "...\n", "\t", "\r", "\0", "\u202E", "\\", "\"\\U99999999\"", "<<: ", "~", "0x1F", ".inf",
        "99999999999999999999", "1e99999", "\n\n",
    ];

    [Theory]
    [InlineData("images/site/image.yaml")]
    [InlineData("images/base/image.yaml")]
    [InlineData("images/controls/banner.yaml")]
    [InlineData("images/sensors/watch.yaml")]
    [InlineData("schedules/site.yaml")]
    [InlineData("images/waivers/site-banner.yaml")]
    [InlineData("images/profiles/server.yaml")]
    [InlineData("images/feeds/recorded.yaml")]
    [InlineData("images/remediation.yaml")]
    [InlineData("webhooks/pager.yaml")]
    public void A_mutated_file_is_valid_or_refused(string file)
    {
        using var tree = new CopiedTree();
        var original = File.ReadAllBytes(tree.PathOf(file));
        var watch = new Stopwatch();
        for (var seed = 1; seed <= RoundsPerFile; seed++)
        {
            var mutated = Mutate(original, new Random(seed));
            File.WriteAllBytes(tree.PathOf(file), mutated);
            watch.Restart();
            try
            {
                tree.Reader.ReadImage("site");
                tree.Reader.ReadSchedule("site");
                tree.Reader.ReadRemediation();
                tree.Reader.ReadWebhooks();
            }
            catch (DefinitionException refused)
            {
                Assert.All(
                    refused.Errors,
                    error => Assert.True(error is { Line: > 0, Column: > 0, Message.Length: > 0 }));
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed} of {file}: {other}\n{Encoding.UTF8.GetString(mutated)}");
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"seed {seed} of {file} took {watch.Elapsed}");
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at - 1));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count / 2), bytes.Count / 3));
                    break;
                default:
                    (bytes[at], bytes[^1]) = (bytes[^1], bytes[at]);
                    break;
            }
        }

        return [.. bytes];
    }
}
