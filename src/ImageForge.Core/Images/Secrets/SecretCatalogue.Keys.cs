namespace ImageForge.Core.Images.Secrets;

/// <summary>Private halves of key pairs, and keys that are shared.</summary>
public static partial class SecretCatalogue
{
    // A program that reads keys holds their first line; a key goes on with base64 behind it. In JSON, line ends are
    // two characters; in YAML the lines are indented.
    private const string Body =
        @"(\s+|\\[nr]|[A-Za-z-]{3,}: ?[^\n\\]*)+[A-Za-z0-9+/=]{40}";

    private const string PrivateKeyWhy =
        "Whoever has it is whoever it belongs to: logs in, signs or decrypts in that name.";

    private static SecretKind[] Keys =>
    [
        Pem("rsa-private-key", "an RSA private key", "RSA PRIVATE KEY"),
        Pem("dsa-private-key", "a DSA private key", "DSA PRIVATE KEY"),
        Pem("ec-private-key", "an EC private key", "EC PRIVATE KEY"),
        Pem("openssh-private-key", "an OpenSSH private key", "OPENSSH PRIVATE KEY"),
        Pem("pkcs8-private-key", "a private key", "PRIVATE KEY"),
        Pem("encrypted-private-key", "a private key under a pass phrase", "ENCRYPTED PRIVATE KEY"),
        Pem("pgp-private-key", "a PGP private key", "PGP PRIVATE KEY BLOCK"),
        new(
            "der-private-key", "a private key in DER", PrivateKeyWhy,
            // PKCS #8: version 0, then the algorithm rsaEncryption or id-ecPublicKey, then the key as an octet string.
            ["\x02\x01\x00\x30\x0d\x06\x09\x2a\u0086\x48\u0086\u00f7\x0d\x01\x01\x01\x05\x00\x04\u0082",
                "\x02\x01\x00\x30\x13\x06\x07\x2a\u0086\x48\u00ce\x3d\x02\x01\x06\x08"],
            @"\x02\x01\x00\x30(\x0d[\s\S]{13}\x04\x82[\s\S]{2}\x30\x82[\s\S]{2}\x02\x01\x00\x02"
                + @"|\x13[\s\S]{19}\x04[\s\S]\x30[\s\S]\x02\x01\x01\x04)"),
        new(
            "putty-private-key", "a PuTTY private key", PrivateKeyWhy, ["PuTTY-User-Key-File-"],
            @"PuTTY-User-Key-File-[0-9]: [a-z0-9@.-]{4,}\s{1,2}Encryption: "),
        new(
            "age-secret-key", "an age secret key", "It decrypts whatever was encrypted to it.", ["AGE-SECRET-KEY-1"],
            "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
        new(
            "jwk-private-key", "a private key as JWK", PrivateKeyWhy, ["\"kty\""],
            $$"""
            "d"\s{0,4}:\s{0,4}"{{UrlBase64}}{40,}
            """, Before: 1000, After: 1500, IsNear: true),
        new(
            "wireguard-key", "a WireGuard key", "It joins the private network as that peer.",
            ["PrivateKey", "PresharedKey"],
            $"P(rivate|reshared)Key[ \t]{{0,4}}=[ \t]{{0,4}}{Base64}{{42}}[AEIMQUYcgkosw048]="),
        new(
            "tsig-key", "a key for DNS updates", "It changes names in the zones that trust it.", ["secret"],
            $$"""
            \bsecret\s{1,8}"{{Base64}}{22,}={0,2}"\s{0,4};
            """, AnyCase: true, IsSecret: SecretChecks.IsNoExample),
    ];

    private static SecretKind Pem(string id, string title, string label) => new(
        id, title, PrivateKeyWhy, ["-----BEGIN "], $"-----BEGIN {label}-----{Body}", After: 900);
}
