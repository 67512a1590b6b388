using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageForge.Engine;
using ImageForge.Targets.Service;
using Serilog;

namespace ImageForge.Server.Access;

/// <summary>
/// The certificate that the service shows. Its files are looked at again while connections come, at most every two
/// seconds: who renews it restarts nothing. One that is no good any more is told, and the one before stays.
/// </summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly TlsFiles _files;
    private readonly TimeProvider _time;
    private (string Certificate, string Key) _seen;
    private SslStreamCertificateContext _shown;
    private DateTimeOffset _lookAt;

    /// <exception cref="ForgeException">The files hold no certificate that can be shown now (Environment).</exception>
    public ServerCertificate(TlsFiles files, TimeProvider time)
    {
        (_files, _time) = (files, time);
        _seen = Read(files);
        _shown = Open(_seen.Certificate, _seen.Key);
        _lookAt = time.GetUtcNow() + LookEvery;
        Names = NamesOf(_shown.TargetCertificate);
    }

    /// <summary>The hosts that it stood for at the start, as requests name them; a <c>*.</c> stands for one label or
    /// more.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What the next connection gets.</summary>
    public SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificateContext = Current(),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    private SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (now < _lookAt)
            {
                return _shown;
            }

            _lookAt = now + LookEvery;
            try
            {
                var found = Read(_files);
                if (found != _seen)
                {
                    // Remembered even if it is no good: it is told once, and again when it changes.
                    _seen = found;
                    _shown = Open(found.Certificate, found.Key);
                    Log.Information(
                        "The certificate in {Path} is shown from now on, until {End:yyyy-MM-dd}", _files.Certificate,
                        _shown.TargetCertificate.NotAfter.ToUniversalTime());
                }
            }
            catch (ForgeException exception)
            {
                Log.Error("The certificate before stays: {Message}; {WayOut}", exception.Message, exception.WayOut);
            }

            return _shown;
        }
    }

    private static (string Certificate, string Key) Read(TlsFiles files)
    {
        try
        {
            return File.GetUnixFileMode(files.Key).HasFlag(UnixFileMode.OtherRead)
                ? throw new ForgeException(
                    ForgeError.Environment, $"everybody on this machine can read the key {files.Key}",
                    $"chmod 640 {files.Key}")
                : (File.ReadAllText(files.Certificate), File.ReadAllText(files.Key));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"certificate and key cannot be read: {exception.Message}",
                "name files that are there, and that this account may read", exception);
        }
    }

    private SslStreamCertificateContext Open(string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        X509Certificate2 own;
        try
        {
            chain.ImportFromPem(certificate);
            own = X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ForgeException(
                ForgeError.Environment,
                $"{_files.Certificate} and {_files.Key} are not a certificate and its key: {exception.Message}",
                "both in PEM, the key not encrypted: `openssl x509 -in … -noout -pubkey` and `openssl pkey -in … "
                    + "-pubout` print the same where they belong together",
                exception);
        }

        var now = _time.GetUtcNow();
        var from = new DateTimeOffset(own.NotBefore).ToUniversalTime();
        var to = new DateTimeOffset(own.NotAfter).ToUniversalTime();
        if (now >= to || now < from)
        {
            throw new ForgeException(
                ForgeError.Environment,
                $"the certificate {_files.Certificate} is good from {from:yyyy-MM-dd HH:mm}Z to "
                    + $"{to:yyyy-MM-dd HH:mm}Z, and not now",
                "renew it, or set this machine's clock");
        }

        // Offline: what vouches for it is in the file, nobody is asked while a client waits.
        return SslStreamCertificateContext.Create(own, chain, offline: true);
    }

    private static List<string> NamesOf(X509Certificate2 certificate) =>
    [
        .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names =>
            names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(
                address => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}"))),
    ];
}
