using System.Net;

namespace ImageForge.Provider.Backends.Service;

/// <summary>Where a service is: over TLS, or on this machine.</summary>
internal static class ServiceAddress
{
    /// <summary>Why a text is no such address; null: it is one.</summary>
    public static string? Fault(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.AbsolutePath != "/")
        {
            return "expected an address such as https://forge.example:7443, without path, query or user";
        }

        var isHere = address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        return address.Scheme == Uri.UriSchemeHttp && !isHere
            ? "a token is sent over https only; http is for a service on this machine"
            : null;
    }
}
