using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Provider.Values;
using Pulumirpc;

namespace ImageForge.Provider.Protocol;

/// <summary>
/// What went wrong, as the engine reads it. Codes that would make it think that the state of a resource is not known
/// (UNKNOWN, INTERNAL, DATA_LOSS) are left to faults of ours.
/// </summary>
internal static class RpcFaults
{
    public static RpcException Of(Exception exception) => exception switch
    {
        RpcException known => known,
        InitFailedException failed => Of(failed),
        ForgeException forge => New(CodeOf(forge.Error), Words(forge)),
        DefinitionException definitions => New(StatusCode.InvalidArgument, definitions.Message),
        PropertyException property => New(StatusCode.InvalidArgument, property.Message),
        TargetException target => New(StatusCode.Unavailable, target.Message),
        _ => New(StatusCode.Internal, $"a fault of ImageForge: {exception.GetType().Name}: {exception.Message}"),
    };

    /// <summary>A failure in one sentence, with its way out.</summary>
    public static string Words(ForgeException exception) =>
        exception.WayOut is { } wayOut ? $"{exception.Message}; {wayOut}" : exception.Message;

    private static RpcException Of(InitFailedException failed)
    {
        var detail = new ErrorResourceInitFailed
        {
            Id = failed.Id, Properties = PropertyWire.Write(failed.Outputs), Reasons = { failed.Reasons },
        };

        // The code within must be the one without, else the detail is dropped.
        return new Google.Rpc.Status
        {
            Code = (int)StatusCode.Unknown, Message = failed.Message, Details = { Any.Pack(detail) },
        }.ToRpcException();
    }

    private static RpcException New(StatusCode code, string message) => new(new Status(code, message));

    private static StatusCode CodeOf(ForgeError error) => error switch
    {
        ForgeError.Usage or ForgeError.InvalidDefinition => StatusCode.InvalidArgument,
        ForgeError.NotFound => StatusCode.NotFound,
        ForgeError.External => StatusCode.Unavailable,
        ForgeError.Busy => StatusCode.Aborted,
        ForgeError.Denied => StatusCode.PermissionDenied,
        ForgeError.GateRefused or ForgeError.RotationHeld or ForgeError.InUse or ForgeError.Environment
            or ForgeError.Integrity => StatusCode.FailedPrecondition,
        _ => StatusCode.Internal,
    };
}
