using System.Collections.Immutable;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Provider.Shapes;

namespace ImageForge.Provider.Resources;

/// <summary>That what an input names is there and right.</summary>
internal static class DefinitionRule
{
    /// <param name="property">The input.</param>
    /// <param name="read">Reads what it names.</param>
    public static async Task<ImmutableArray<InputFailure>> CheckAsync<T>(string property, Func<Task<T>> read)
    {
        try
        {
            await read();
            return [];
        }
        catch (DefinitionException exception)
        {
            return [.. exception.Errors.Select(error => new InputFailure(property, error.ToString()))];
        }
        catch (ForgeException exception) when (exception.Error is ForgeError.NotFound or ForgeError.Usage
            or ForgeError.InvalidDefinition)
        {
            return [new InputFailure(property, Protocol.RpcFaults.Words(exception))];
        }
    }
}
