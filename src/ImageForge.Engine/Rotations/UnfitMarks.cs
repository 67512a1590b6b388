using ImageForge.Core.Fleets;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Says in every fleet that what runs on a revoked image should go: at once, and not only when a rotation comes by.
/// </summary>
/// <param name="artifacts">Knows what was revoked.</param>
public sealed class UnfitMarks(
    IFleetTarget target, RotationControls controls, IArtifacts artifacts, TimeProvider time)
{
    private readonly TargetCall _looks = new(time);

    /// <returns>For how many instances of which fleet that is news; fleets without news are left out. One that cannot
    /// be seen now has null: its next rotation finds out by itself.</returns>
    /// <exception cref="ForgeException">A fleet's journal cannot be trusted (Integrity).</exception>
    /// <exception cref="TargetException">It cannot be told which fleets there are.</exception>
    public async Task<IReadOnlyList<(FleetName Fleet, int? Marked)>> MarkAsync(CancellationToken cancellationToken)
    {
        var news = new List<(FleetName, int?)>();
        foreach (var fleet in await _looks.RunAsync(target.ListFleetsAsync, cancellationToken))
        {
            if (await TryMarkAsync(fleet, cancellationToken) is not 0 and var marked)
            {
                news.Add((fleet, marked));
            }
        }

        return news;
    }

    private async Task<int?> TryMarkAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = await _looks.RunAsync(
                token => target.ObserveAsync(fleet, token), cancellationToken);
            return await controls.MarkUnfitAsync(snapshot, artifacts, cancellationToken);
        }
        catch (TargetException)
        {
            return null;
        }
    }
}
