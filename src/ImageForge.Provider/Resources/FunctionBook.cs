using Grpc.Core;

namespace ImageForge.Provider.Resources;

/// <summary>The functions that there are.</summary>
internal static class FunctionBook
{
    private static readonly IFunction[] All = [new GetImageFunction(), new GetFleetPostureFunction()];

    /// <exception cref="RpcException">There is no such function (INVALID_ARGUMENT).</exception>
    public static IFunction Find(string token) =>
        Array.Find(All, function => function.Shape.Token == token)
            ?? throw new RpcException(new Status(
                StatusCode.InvalidArgument,
                $"there is no function {token}; there are "
                    + string.Join(", ", All.Select(function => function.Shape.Token))));
}
