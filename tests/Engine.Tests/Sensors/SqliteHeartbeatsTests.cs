namespace ImageForge.Engine.Tests.Sensors;

public sealed class SqliteHeartbeatsTests() : HeartbeatsContract(null);
