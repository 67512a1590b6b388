using ImageForge.Engine.Tests.Store;

namespace ImageForge.Engine.Tests.Sensors;

public sealed class PostgresEnrolmentsTests(PostgresFixture postgres) : EnrolmentsContract(postgres);
