namespace ImageForge.Core.Images.Secrets;

/// <summary>Passwords where programs keep them, and what is guessed back to one: their hashes.</summary>
public static partial class SecretCatalogue
{
    private const string PasswordWhy = "It logs in there, and wherever else its owner used it.";
    private const string HashWhy =
        "Who knows the hash guesses at billions of tries a second, and every instance of the image has that password.";

    /// <summary>Id of the kind for assignments whose value looks made by chance, whatever it opens.</summary>
    public const string AssignedId = "assigned-secret";

    private const string Assigns = """
        ["']?[ \t]{0,4}[=:][ \t]{0,4}["']?
        """;

    private const string CryptLetters = "[./A-Za-z0-9]";

    private static SecretKind[] Passwords =>
    [
        new(
            "url-password", "a URL with a password", PasswordWhy, ["://"],
            """
            \b[a-zA-Z][a-zA-Z0-9+.-]{0,15}://[^\s/:@$<{"'\0-\x1f]+:[^\s/@$<{"'\0-\x1f]{3,}@[A-Za-z0-9\[]
            """, Before: 16, IsSecret: SecretChecks.HasPassword),
        new(
            "netrc-login", "a login of .netrc", PasswordWhy, ["machine"],
            @"\bmachine\s{1,9}\S+\s{1,9}login\s{1,9}\S+\s{1,9}password\s{1,9}[^\s<$]\S{3,}",
            AnyCase: true, IsSecret: SecretChecks.EndsInPassword),
        new(
            "pgpass-login", "a login of .pgpass", PasswordWhy, [":5432:", ":*:*:", ":5433:", ":6432:"],
            @"[A-Za-z0-9_.*\[-]+:([0-9]{4,5}|\*):[^\s:]+:[^\s:*]+:[^\s:]{4,}(\s|\z)",
            Before: 100, IsSecret: SecretChecks.EndsInPassword),
        new(
            "mysql-login", "a login of .my.cnf", PasswordWhy, ["[client", "[mysql"],
            """
            \n[ \t]{0,8}password[ \t]{0,8}=[ \t]{0,8}["']?[^\s"'#<$][^\s"'#]{3,}
            """, After: 600, IsNear: true, IsSecret: SecretChecks.EndsInPassword),
        new(
            "cloud-init-password", "a password of cloud-init", PasswordWhy, ["#cloud-config"],
            """
            \n[ \t-]*(plain_text_passwd|hashed_passwd|passwd|password):[ \t]{0,8}["']?[^\s"'$*!<][^\s"']{3,}
            """, After: 3000, IsNear: true, IsSecret: SecretChecks.EndsInPassword),
        new(
            "chpasswd-list", "a password list of cloud-init", PasswordWhy, ["chpasswd:"],
            @"chpasswd:[^\n]*\n([ \t][^\n]*\n){0,5}?[ \t-]+[a-z_][a-z0-9_-]*:[^\s:$*][^\s:]{3,}",
            After: 700, IsSecret: SecretChecks.EndsInPassword),
        new(
            "wifi-psk", "the password of a wireless network", "It joins the network.", ["psk="],
            """
            \bpsk=["']?[^\s"'<$\0-\x1f][^\s"'\0-\x1f]{7,}
            """, IsSecret: SecretChecks.IsMixed),
        new(
            "otp-seed", "the seed of one-time passwords", "It makes every second factor to come.", ["otpauth://"],
            """
            otpauth://[th]otp/[^\s"']+secret=[A-Z2-7]{16}
            """, IsSecret: SecretChecks.IsNoExample),
        Hash("md5-password-hash", ["$1$"], $@"\$1\${CryptLetters}{{1,8}}\${CryptLetters}{{22}}"),
        Hash(
            "sha-password-hash", ["$5$", "$6$"],
            $@"\$[56]\$(rounds=[0-9]+\$)?{CryptLetters}{{1,16}}\${CryptLetters}{{43}}"),
        Hash("bcrypt-password-hash", ["$2"], $@"\$2[abxy]\$[0-9]{{2}}\${CryptLetters}{{53}}"),
        Hash(
            "yescrypt-password-hash", ["$y$", "$gy$", "$7$"],
            $@"\$(y|gy|7)\${CryptLetters}+\${CryptLetters}+\${CryptLetters}{{43}}"),
        Hash(
            "argon2-password-hash", ["$argon2"],
            $@"\$argon2(id|i|d)\$v=[0-9]+\$m=[0-9]+,t=[0-9]+,p=[0-9]+\${Base64}{{8,}}\${Base64}{{16}}"),
        Hash("apache-password-hash", ["$apr1$"], $@"\$apr1\${CryptLetters}{{1,8}}\${CryptLetters}{{22}}"),
        Hash("ldap-password-hash", ["{SSHA}", "{SHA}"], $@"\{{S?SHA\}}{Base64}{{27}}"),
        Hash("grub-password-hash", ["grub.pbkdf2."], @"grub\.pbkdf2\.sha512\.[0-9]+\.[0-9A-Fa-f]{64}"),
        new(
            AssignedId, "a password or token", PasswordWhy,
            ["password", "passwd", "passphrase", "secret", "token", "api_key", "apikey", "api-key", "access_key"],
            $"(password|passwd|passphrase|secret|token|api[_-]?key|access_key){Assigns}"
                + "[a-z0-9][a-z0-9+/=_.~!@%^*-]{7,}",
            After: 260, AnyCase: true, IsSecret: SecretChecks.IsRandom),
    ];

    private static SecretKind Hash(string id, string[] anchors, string pattern) =>
        new(id, "a password hash", HashWhy, [.. anchors], pattern, IsSecret: SecretChecks.IsNoExample);
}
