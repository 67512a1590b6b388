using System.Security.Cryptography;
using System.Text;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations;

/// <summary>
/// Names chosen before anything runs. They follow from what they stand for, so a pass that is repeated after a crash
/// chooses the same ones, and two passes never choose the same one for different things.
/// </summary>
public static class RotationNaming
{
    /// <summary>
    /// Longest token a target has to take: the shortest limit of any cloud's launch token, in ASCII characters.
    /// </summary>
    public const int TokenLengthMax = 64;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int SuffixLength = 8;

    public static RotationId Rotation(FleetName fleet, DateTimeOffset startedAt) =>
        new($"{fleet}-{startedAt.UtcDateTime:yyyyMMdd-HHmmss}");

    /// <summary>The idempotency token of a launch: 52 lower-case base32 characters.</summary>
    public static string Token(RotationId rotation, int slot, int attempt, CommandKind kind, string zone) =>
        Base32(HashOf(rotation.Value, $"{slot}", $"{attempt}", $"{kind}", zone));

    /// <summary>The name of the instance that a token makes: <c>web-k3f9x2ab</c>.</summary>
    /// <param name="fleet">The fleet it belongs to.</param>
    /// <param name="token">The token of its launch.</param>
    /// <param name="clash">0, and one more each time the name turned out to be taken: 40 bits are short.</param>
    public static InstanceId Instance(FleetName fleet, string token, int clash) =>
        new($"{fleet}-{Base32(HashOf(fleet.Value, token, $"{clash}"))[..SuffixLength]}");

    private static byte[] HashOf(params IEnumerable<string> fields) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(Digest.OfFields(fields).Hex));

    // RFC 4648 without padding, in lower case: safe in host names, file names and every cloud's token field.
    private static string Base32(byte[] bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            (buffer, bits) = ((buffer << 8) | value, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }
}
