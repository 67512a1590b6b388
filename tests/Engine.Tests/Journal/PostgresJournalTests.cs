using ImageForge.Engine.Tests.Store;

namespace ImageForge.Engine.Tests.Journal;

public sealed class PostgresJournalTests(PostgresFixture postgres) : JournalContract(new JournalFixture(postgres));
