using System.Security.Cryptography;
using System.Text;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Images;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Signing;

/// <summary>Signs what is decided of images, where the image's policy lets that key decide.</summary>
public sealed class DecisionSigner(SigningKeys keys, TimeProvider time)
{
    private const int TextMax = 500;

    /// <summary>Makes the decision and signs it.</summary>
    /// <param name="policy">Names who may; null where nobody is asked, as for what a build does by itself.</param>
    /// <param name="maker">Who decides.</param>
    /// <param name="make">The event of a decision.</param>
    /// <exception cref="ForgeException">The policy names other keys (Denied); the key cannot be read, or a text is
    /// empty, too long or of several lines (Usage).</exception>
    internal ImageEvent Sign(PromotionPolicy? policy, DecisionMaker maker, Func<ImageDecision, ImageEvent> make)
    {
        using var own = maker.KeyPath is { } path ? ReadKey(path) : null;
        var signs = own is null ? keys.CurrentOrNew() : null;
        var id = signs?.Id ?? SigningKeys.IdOf(own!);
        Require(policy, maker, id);
        var at = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var unsigned = make(new ImageDecision(maker.By, maker.Reason, at, id, ""));
        var statement = Encoding.UTF8.GetBytes(unsigned.Statement());
        var signature = signs is not null
            ? keys.Sign(signs, statement)
            : own!.SignData(statement, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return make(unsigned.Decision with { Signature = Convert.ToBase64String(signature) });
    }

    /// <summary>Whether somebody may decide, without deciding anything.</summary>
    /// <inheritdoc cref="Sign"/>
    internal void Require(PromotionPolicy policy, DecisionMaker maker)
    {
        using var own = maker.KeyPath is { } path ? ReadKey(path) : null;
        Require(policy, maker, own is null ? keys.CurrentOrNew().Id : SigningKeys.IdOf(own));
    }

    private static void Require(PromotionPolicy? policy, DecisionMaker maker, string id)
    {
        RequireLine("who decides", maker.By);
        RequireLine("the reason", maker.Reason);
        if (policy is { Approvers.IsEmpty: false } && !policy.Approvers.Contains(id, StringComparer.Ordinal))
        {
            var listed = string.Join(", ", policy.Approvers.Select(approver => approver[..SigningKey.ShortLength]));
            throw new ForgeException(
                ForgeError.Denied, $"key {id[..SigningKey.ShortLength]} is none of the image's approvers: {listed}",
                "let somebody decide who holds one of them: --key <its file>");
        }
    }

    private static void RequireLine(string what, string text)
    {
        if (text.Trim().Length == 0 || text.Length > TextMax || text.Any(char.IsControl))
        {
            throw new ForgeException(
                ForgeError.Usage, $"{what} is not one line of 1 to {TextMax} characters", "it is kept, and shown");
        }
    }

    private static ECDsa ReadKey(string path)
    {
        const string WayOut = "name an ECDSA key in PEM, such as `openssl ecparam -name prime256v1 -genkey` makes";
        try
        {
            return KeyFile.TryRead(path, "a private key", WayOut)
                ?? throw new ForgeException(ForgeError.NotFound, $"there is no key {path}", WayOut);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"the key {path} cannot be read: {exception.Message}", WayOut, exception);
        }
    }
}
