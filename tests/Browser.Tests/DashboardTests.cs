namespace ImageForge.Browser.Tests;

/// <summary>Tests of one stage: they read, and share it.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardTests : ICollectionFixture<DashboardStage>
{
    public const string Name = "dashboard";
}
