using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Provider.Resources;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;
using Pulumirpc;

namespace ImageForge.Provider.Protocol;

/// <content>The life of a resource.</content>
internal sealed partial class ProviderService
{
    public override Task<CheckResponse> Check(CheckRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, timeout: 0, async (_, token) =>
        {
            var resource = ResourceBook.Find(request.Type, request.Urn);
            var (inputs, failures) = InputCheck.Of(resource.Shape.Inputs, PropertyWire.Read(request.News));
            if (failures.IsEmpty)
            {
                (inputs, failures) = await resource.CheckAsync(inputs, session.Backend, token);
            }

            return AnswerOf(inputs, failures);
        });

    public override Task<DiffResponse> Diff(DiffRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, timeout: 0, async (_, token) =>
        {
            session.Know(request.Id);
            var resource = ResourceBook.Find(request.Type, request.Urn);
            var outputs = PropertyWire.Read(request.Olds);
            var inputs = PropertyWire.Read(request.News);
            var former = request.OldInputs is null
                ? InputsWithin(outputs, inputs, resource.Shape)
                : PropertyWire.Read(request.OldInputs);
            var changes = PropertyComparison.Between(former, inputs)
                .Where(change => !resource.Ignores(change.Key, session.Backend))
                .Concat(await OutsideAsync(resource, outputs, inputs, token))
                .ToList();
            return DiffAnswer.Of(
                changes, resource.Shape.Replacing,
                deletesFirst: resource.HasFixedName
                    && !changes.Exists(change => resource.Shape.Replacing.Contains(change.Key)));
        });

    public override Task<CreateResponse> Create(CreateRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, request.Timeout, async (log, token) =>
        {
            var inputs = PropertyWire.Read(request.Properties);
            var call = NewCall(request.Urn, log, inputs, PropertyWire.Empty, token) with
            {
                IsPreview = request.Preview,
            };
            var (id, outputs) = await ResourceBook.Find(request.Type, request.Urn).CreateAsync(call);
            session.Know(id);
            return new CreateResponse { Id = request.Preview ? "" : id, Properties = PropertyWire.Write(outputs) };
        });

    public override Task<ReadResponse> Read(ReadRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, request.Timeout, async (log, token) =>
        {
            session.Know(request.Id);
            var call = NewCall(
                request.Urn, log, PropertyWire.Read(request.Inputs), PropertyWire.Read(request.Properties), token) with
            {
                Id = request.Id,
            };
            return await ResourceBook.Find(request.Type, request.Urn).ReadAsync(call) is var (id, outputs, inputs)
                ? new ReadResponse
                {
                    Id = id, Properties = PropertyWire.Write(outputs), Inputs = PropertyWire.Write(inputs),
                }
                : new ReadResponse();
        });

    public override Task<UpdateResponse> Update(UpdateRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, request.Timeout, async (log, token) =>
        {
            session.Know(request.Id);
            var call = NewCall(
                request.Urn, log, PropertyWire.Read(request.News), PropertyWire.Read(request.Olds), token) with
            {
                Id = request.Id, IsPreview = request.Preview,
            };
            return new UpdateResponse
            {
                Properties = PropertyWire.Write(
                    await ResourceBook.Find(request.Type, request.Urn).UpdateAsync(call)),
            };
        });

    public override Task<Empty> Delete(DeleteRequest request, ServerCallContext context) =>
        _guard.RunAsync(context, request.Urn, request.Timeout, async (log, token) =>
        {
            session.Know(request.Id);
            var call = NewCall(
                request.Urn, log, PropertyWire.Read(request.OldInputs), PropertyWire.Read(request.Properties),
                token) with
            {
                Id = request.Id,
            };
            await ResourceBook.Find(request.Type, request.Urn).DeleteAsync(call);
            return Nothing;
        });

    // Engines before old_inputs: an output of an input's name, such as a fleet's desired, is there whether or not a
    // program gave it.
    private static PropertyMap InputsWithin(PropertyMap outputs, PropertyMap inputs, ResourceShape shape) =>
        outputs.RemoveRange(outputs.Keys.Where(key => shape.Inputs.All(input => input.Name != key)
            || (shape.Outputs.Any(output => output.Name == key) && !inputs.ContainsKey(key))));

    // A program whose file is gone, or wrong, was told so by Check. A refresh asks as well, of what is left in the
    // state, and must not fail over the file of something that the next run removes.
    private async Task<IEnumerable<PropertyChange>> OutsideAsync(
        IResource resource, PropertyMap outputs, PropertyMap inputs, CancellationToken cancellationToken)
    {
        try
        {
            return await resource.DiffAsync(outputs, inputs, session.Backend, cancellationToken);
        }
        catch (DefinitionException)
        {
            return [];
        }
        catch (ForgeException exception) when (exception.Error is ForgeError.NotFound or ForgeError.Usage
            or ForgeError.InvalidDefinition)
        {
            return [];
        }
    }

    private ResourceCall NewCall(
        string urn, CallLog log, PropertyMap inputs, PropertyMap outputs, CancellationToken cancellation) => new()
    {
        Urn = urn, Session = session, Backend = session.Backend, Log = log, Inputs = inputs, Outputs = outputs,
        Cancellation = cancellation,
    };
}
