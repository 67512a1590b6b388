using Grpc.Core;

namespace ImageForge.Provider.Resources;

/// <summary>The kinds of resources that there are.</summary>
internal static class ResourceBook
{
    private static readonly IResource[] All = [new GoldenImageResource(), new FleetResource(), new WaiverResource()];

    /// <param name="type">Empty: an engine so old that it only names the URN.</param>
    /// <param name="urn">Of a resource of that type.</param>
    /// <exception cref="RpcException">There is no such type (INVALID_ARGUMENT).</exception>
    public static IResource Find(string type, string urn)
    {
        var token = type.Length > 0 ? type : TypeOf(urn);
        return Array.Find(All, resource => resource.Shape.Token == token)
            ?? throw new RpcException(new Status(
                StatusCode.InvalidArgument,
                $"there is no resource type {token}; there are "
                    + string.Join(", ", All.Select(resource => resource.Shape.Token))));
    }

    // urn:pulumi:stack::project::parent$type::name
    private static string TypeOf(string urn) =>
        urn.Split("::") is [_, _, var types, ..] ? types.Split('$')[^1] : "";
}
