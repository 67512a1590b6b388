using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ImageForge.Provider.Resources;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;
using Pulumirpc;

namespace ImageForge.Provider.Protocol;

/// <summary>
/// The calls of the engine. Each is read, handed to the kind of resource that it is about, and its answer written; what
/// goes wrong becomes a status, never a broken stream.
/// </summary>
internal sealed partial class ProviderService(ProviderSession session) : ResourceProvider.ResourceProviderBase
{
    private static readonly Empty Nothing = new();
    private readonly CallGuard _guard = new(session);

    public override Task<ProviderHandshakeResponse> Handshake(
        ProviderHandshakeRequest request, ServerCallContext context)
    {
        session.Meet(request.EngineAddress);
        return Task.FromResult(new ProviderHandshakeResponse
        {
            AcceptSecrets = true, AcceptResources = true, AcceptOutputs = true,
        });
    }

    public override Task<PluginInfo> GetPluginInfo(Empty request, ServerCallContext context) =>
        Task.FromResult(new PluginInfo { Version = ProviderVersion.Text });

    public override Task<Empty> Attach(PluginAttach request, ServerCallContext context)
    {
        session.Meet(request.Address);
        return Task.FromResult(Nothing);
    }

    // Not here and now: whoever cancels waits for the answer, and then for the process.
    public override Task<Empty> Cancel(Empty request, ServerCallContext context)
    {
        session.Stop();
        return Task.FromResult(Nothing);
    }

    public override Task<GetSchemaResponse> GetSchema(GetSchemaRequest request, ServerCallContext context) =>
        request.Version == 0 && request.SubpackageName.Length == 0
            ? Task.FromResult(new GetSchemaResponse { Schema = SchemaDocument.Write(ProviderVersion.Text) })
            : throw new RpcException(new Status(
                StatusCode.InvalidArgument, "there is one schema, of version 0, and no package within the package"));

    public override Task<CheckResponse> CheckConfig(CheckRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, timeout: 0, (_, _) =>
        {
            var (inputs, failures) = Configuration.Check(PropertyWire.Read(request.News));
            return Task.FromResult(AnswerOf(inputs, failures));
        });

    public override Task<DiffResponse> DiffConfig(DiffRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, timeout: 0, (_, _) =>
        {
            // Nothing here makes another resource of any: what another endpoint or state cannot reach shows by itself.
            var old = PropertyWire.Read(request.OldInputs ?? request.Olds);
            var changes = PropertyComparison.Between(
                Configuration.WithoutNotes(old), Configuration.WithoutNotes(PropertyWire.Read(request.News)));
            return Task.FromResult(DiffAnswer.Of(changes, [], deletesFirst: false));
        });

    public override Task<ConfigureResponse> Configure(ConfigureRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, timeout: 0, (_, _) =>
        {
            session.Configure(Configuration.Backend(
                request.Args is null ? Configuration.Read(request.Variables) : PropertyWire.Read(request.Args),
                session.Logs));
            return Task.FromResult(new ConfigureResponse
            {
                AcceptSecrets = true, SupportsPreview = true, AcceptResources = true, AcceptOutputs = true,
            });
        });

    public override Task<InvokeResponse> Invoke(InvokeRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, "", timeout: 0, async (_, token) =>
        {
            var function = FunctionBook.Find(request.Tok);
            var (inputs, failures) = InputCheck.Of(function.Shape.Inputs, PropertyWire.Read(request.Args));
            var answer = new InvokeResponse();
            if (failures.IsEmpty)
            {
                answer.Return = PropertyWire.Write(await function.InvokeAsync(inputs, session.Backend, token));
            }

            answer.Failures.AddRange(failures.Select(FailureOf));
            return answer;
        });

    private static CheckResponse AnswerOf(
        System.Collections.Immutable.ImmutableSortedDictionary<string, PropertyValue> inputs,
        IEnumerable<InputFailure> failures)
    {
        var answer = new CheckResponse { Inputs = PropertyWire.Write(inputs) };
        answer.Failures.AddRange(SecretWords.Hide(inputs, failures).Select(FailureOf));
        return answer;
    }

    private static CheckFailure FailureOf(InputFailure failure) =>
        new() { Property = failure.Path, Reason = failure.Reason };
}
