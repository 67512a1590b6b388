using ImageForge.Engine.Tests.Store;

namespace ImageForge.Engine.Tests.Sensors;

public sealed class PostgresHeartbeatsTests(PostgresFixture postgres) : HeartbeatsContract(postgres);
