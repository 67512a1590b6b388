using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Rotations;
using ImageForge.Server.Detections;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>
/// Hangs up the bells: one for each schedule with a <c>rotate</c> and each image with a <c>rebuild</c>, one for each
/// rotation under way, and those of the house. Says when something rings, and never what is done then.
/// </summary>
public sealed class BellBoard(
    ISchedulerFactory schedulers, ScheduleBook book, RebuildBook rebuilds, FleetRounds rounds, BellTimes times,
    ILogger<BellBoard> logger)
    : IHostedService
{
    private const string House = "house";
    private const string Now = "now";
    private const string Rings = "ring";
    private const string Ticks = "tick";
    private const string Rebuilds = "rebuild";
    private const string Name = "name";

    // Told once, until it changes: whoever looks every few seconds must not fill the log.
    private readonly HashSet<FleetName> _undriven = [];
    private string? _fault;

    /// <summary>Hangs up the bells of the house and reads the schedules; Quartz starts after it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await AddJobAsync<RingJob>(scheduler, Rings, cancellationToken);
        await AddJobAsync<TickJob>(scheduler, Ticks, cancellationToken);
        await AddJobAsync<LookJob>(scheduler, LookJob.Name, cancellationToken);
        await AddJobAsync<RebuildJob>(scheduler, Rebuilds, cancellationToken);
        await AddJobAsync<ReviewJob>(scheduler, ReviewJob.Name, cancellationToken);
        await AddJobAsync<FeedJob>(scheduler, FeedJob.Name, cancellationToken);
        await AddJobAsync<WaiverJob>(scheduler, WaiverJob.Name, cancellationToken);
        await AddJobAsync<AgeJob>(scheduler, AgeJob.Name, cancellationToken);
        await AddJobAsync<CollectJob>(scheduler, CollectJob.Name, cancellationToken);
        await AddJobAsync<AnswerJob>(scheduler, AnswerJob.Name, cancellationToken);

        // Without any definitions there is nothing to serve: that is told at the start, not in the log.
        Refresh();
        await HangAllAsync(scheduler, cancellationToken);
        foreach (var (name, cron) in HouseBells())
        {
            await HangAsync(scheduler, House, name, name, new Bell(cron, TimeZoneInfo.Utc), cancellationToken);
        }

        await TakeDownAsync(
            scheduler, House, HouseBells().Select(bell => bell.Name).Append(LookJob.Name), cancellationToken);
        await scheduler.ScheduleTrigger(
            Every(BellTimes.Look, new TriggerKey(LookJob.Name, House), LookJob.Name), TriggerConflict.Replace,
            cancellationToken);
        await scheduler.ScheduleTrigger(
            Every(BellTimes.Look, new TriggerKey(AnswerJob.Name, House), AnswerJob.Name), TriggerConflict.Replace,
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes up what changed: definitions, and rotations that began or ended, whoever did that.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        try
        {
            Refresh();
            if (Interlocked.Exchange(ref _fault, null) is not null)
            {
                BellLog.DefinitionsAgain(logger);
            }
        }
        catch (ForgeException exception)
        {
            // A folder that is being replaced, or is gone: rotations under way go on by what it said.
            if (Interlocked.Exchange(ref _fault, exception.Message) != exception.Message)
            {
                BellLog.NoDefinitions(logger, exception.Message);
            }
        }

        await HangAllAsync(scheduler, cancellationToken);
    }

    /// <summary>Reads the definitions that changed, and says so.</summary>
    internal void Refresh()
    {
        foreach (var news in book.Refresh())
        {
            Tell(news);
        }

        foreach (var news in rebuilds.Refresh())
        {
            Tell(news);
        }
    }

    private IEnumerable<(string Name, Cron Cron)> HouseBells()
    {
        yield return (ReviewJob.Name, times.Review);
        yield return (CollectJob.Name, BellTimes.Collect);
        yield return (AgeJob.Name, BellTimes.Age);
        yield return (WaiverJob.Name, BellTimes.Waivers);
        if (!times.Offline)
        {
            yield return (FeedJob.Name, times.Feeds);
        }
    }

    private async Task HangAllAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        var bells = book.Policies.Values.Where(policy => policy.Rotate is not null).ToList();
        foreach (var policy in bells)
        {
            await HangAsync(scheduler, Rings, policy.Fleet.Value, Rings, policy.Rotate!, cancellationToken);
        }

        await TakeDownAsync(scheduler, Rings, bells.Select(policy => policy.Fleet.Value), cancellationToken);
        foreach (var (image, rebuild) in rebuilds.InForce)
        {
            if (rebuild is not null)
            {
                await HangAsync(scheduler, Rebuilds, image, Rebuilds, rebuild.Bell, cancellationToken);
            }
        }

        await TakeDownAsync(
            scheduler, Rebuilds, rebuilds.InForce.Where(image => image.Value is not null).Select(image => image.Key),
            cancellationToken);
        await TickThoseUnderWayAsync(scheduler, cancellationToken);
    }

    /// <summary>When a fleet's bell rings next; null: it has none.</summary>
    public async Task<DateTimeOffset?> NextRingAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        return (await scheduler.GetTrigger(new TriggerKey(fleet.Value, Rings), cancellationToken))?.NextFireTimeUtc;
    }

    /// <summary>Rings once for what detections ask for, without waiting for the next look.</summary>
    public async Task AnswerSoonAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.ScheduleTrigger(
            TriggerBuilder.Create().WithIdentity(new TriggerKey(AnswerJob.Name, Now)).ForJob(new JobKey(AnswerJob.Name))
                .StartNow().Build(),
            TriggerConflict.Replace, cancellationToken);
    }

    /// <summary>True while bells ring.</summary>
    public async Task<bool> IsRingingAsync(CancellationToken cancellationToken) =>
        (await schedulers.GetScheduler(cancellationToken)).Status == SchedulerStatus.Running;

    /// <summary>Whose bell rings; from its data, which a ring that is repeated after a crash has too.</summary>
    internal static FleetName FleetOf(IJobExecutionContext context) => new(NameOf(context));

    /// <inheritdoc cref="FleetOf"/>
    internal static ImageName ImageOf(IJobExecutionContext context) => new(NameOf(context));

    private static string NameOf(IJobExecutionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.MergedJobDataMap.GetString(Name)!;
    }

    private async Task TickThoseUnderWayAsync(IScheduler scheduler, CancellationToken cancellationToken)
    {
        var ticked = new List<string>();
        foreach (var fleet in await rounds.UnderWayAsync(cancellationToken))
        {
            if (book.Of(fleet) is null)
            {
                if (_undriven.Add(fleet))
                {
                    BellLog.Undriven(logger, fleet);
                }

                continue;
            }

            _undriven.Remove(fleet);
            ticked.Add(fleet.Value);
            await scheduler.ScheduleTrigger(
                Every(BellTimes.Tick, new TriggerKey(fleet.Value, Ticks), Ticks), TriggerConflict.Keep,
                cancellationToken);
        }

        await TakeDownAsync(scheduler, Ticks, ticked, cancellationToken);
    }

    // One that hangs already stays as it is: what it has missed is part of it.
    private static async Task HangAsync(
        IScheduler scheduler, string group, string name, string job, Bell bell,
        CancellationToken cancellationToken)
    {
        var key = new TriggerKey(name, group);
        var words = QuartzCron.Of(bell.Cron);
        if (await scheduler.GetTrigger(key, cancellationToken) is ICronTrigger hanging
            && hanging.CronExpressionString == words && hanging.TimeZone.Id == bell.Zone.Id)
        {
            return;
        }

        // Missed while nothing ran: it rings once, as soon as something does.
        var trigger = TriggerBuilder.Create()
            .WithIdentity(key)
            .ForJob(new JobKey(job))
            .UsingJobData(Name, name)
            .WithSchedule(CronScheduleBuilder.Create(words).InTimeZone(bell.Zone)
                .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, cancellationToken);
    }

    private static async Task TakeDownAsync(
        IScheduler scheduler, string group, IEnumerable<string> staying, CancellationToken cancellationToken)
    {
        var hanging = await scheduler.QueryTriggers(
            new TriggerQuery { Group = GroupMatcher<TriggerKey>.GroupEquals(group), Take = PagedQuery.All },
            cancellationToken);
        foreach (var header in hanging.Items.ExceptBy(staying, header => header.Key.Name))
        {
            await scheduler.UnscheduleJob(header.Key, cancellationToken);
        }
    }

    private static ITrigger Every(TimeSpan interval, TriggerKey key, string job) => TriggerBuilder.Create()
        .WithIdentity(key)
        .ForJob(new JobKey(job))
        .UsingJobData(Name, key.Name)
        .StartNow()
        .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(interval).RepeatForever()
            .MeasureIntervalFromCompletion(true)
            .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount))
        .Build();

    // A ring that was cut off by a crash is repeated; what comes every few seconds comes again by itself.
    private static ValueTask AddJobAsync<T>(IScheduler scheduler, string name, CancellationToken cancellationToken)
        where T : IJob =>
        scheduler.AddJob(
            JobBuilder.Create<T>().WithIdentity(new JobKey(name)).StoreDurably().RequestRecovery(name is Rings or Rebuilds)
                .Build(),
            AddJobOptions.Replacing, cancellationToken);

    private void Tell(DefinitionNews<RebuildPolicy?> news)
    {
        switch (news)
        {
            case DefinitionNews<RebuildPolicy?>.Taken { Value: { } rebuild } taken:
                BellLog.Rebuilds(logger, taken.Name, $"{rebuild}");
                break;
            case DefinitionNews<RebuildPolicy?>.Refused refused:
                BellLog.ImageRefused(logger, refused.Name, refused.Fault);
                break;
        }
    }

    private void Tell(DefinitionNews<RotationPolicy> news)
    {
        switch (news)
        {
            case DefinitionNews<RotationPolicy>.Taken { Value: var policy }:
                BellLog.Taken(logger, policy.Fleet, policy.Rotate?.ToString() ?? "never by itself");
                break;
            case DefinitionNews<RotationPolicy>.Refused { KeepsOld: true } refused:
                BellLog.RefusedKeepingOld(logger, refused.Name, refused.Fault);
                break;
            case DefinitionNews<RotationPolicy>.Refused refused:
                BellLog.Refused(logger, refused.Name, refused.Fault);
                break;
            case DefinitionNews<RotationPolicy>.Gone gone:
                BellLog.Gone(logger, gone.Name);
                break;
        }
    }
}
