using ImageForge.Engine;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

public sealed class HaproxyAnswersTests
{
    // As HAProxy 2.6 prints them, with the columns that nobody reads left out.
    private const string Statistics =
        "# pxname,svname,qcur,scur,status,check_status,check_code,\n"
        + "be,old-1,0,0,DOWN,L4CON,,\n"
        + "be,new-1,2,1,DRAIN,* L7OK,200,\n"
        + "be,web-3,0,0,UP,L7OK,200,\n"
        + "be,web-4,0,0,MAINT,,,\n\n";

    private const string States =
        "1\n"
        + "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight\n"
        + "3 be 1 old-1 127.0.0.1 0 12 1\n"
        + "3 be 2 new-1 127.0.0.1 2 8 1\n"
        + "3 be 3 web-3 127.0.0.1 2 4 1\n"
        + "3 be 4 web-4 127.0.0.1 0 5 1\n\n";

    private const string OneState = "1\n# be_id srv_name srv_op_state srv_admin_state\n3 a 2 0\n";

    [Fact]
    public void Statistics_and_states_become_one_view_a_server() => Assert.Equal(
        [
            new HaproxyServerView("old-1", HaproxyMode.Drain, false, "L4CON", 0, 0),
            new HaproxyServerView("new-1", HaproxyMode.Drain, true, "L7OK", 1, 2),
            new HaproxyServerView("web-3", HaproxyMode.Ready, true, "L7OK", 0, 0),
            new HaproxyServerView("web-4", HaproxyMode.Maintenance, false, "", 0, 0),
        ],
        HaproxyAnswers.ParseServers(Statistics + States));

    [Fact]
    public void No_server_is_no_error() => Assert.Empty(HaproxyAnswers.ParseServers(
        "# pxname,svname,qcur,scur,status,check_status,\n\n1\n# be_id srv_name srv_op_state srv_admin_state\n\n"));

    [Theory]
    [InlineData("")]
    [InlineData("Unknown command.\n")]
    [InlineData(Statistics)]
    [InlineData(States)]
    [InlineData(Statistics + "1\n# be_id srv_name srv_op_state srv_admin_state\n3 old-1 0 12\n")]
    [InlineData("# pxname,svname,\nbe,a,\n\n" + OneState)]
    [InlineData("# pxname,svname,qcur,scur,check_status,\nbe,a,x,0,L7OK,\n\n" + OneState)]
    public void A_part_is_never_passed_off_as_the_whole(string answer) =>
        Assert.Throws<TargetException>(() => HaproxyAnswers.ParseServers(answer));

    [Theory]
    [InlineData("Name: HAProxy\nPid: 4711\nUptime: 0d\n", 4711)]
    [InlineData("Name: HAProxy\n", null)]
    [InlineData("Pid: many\n", null)]
    public void The_process_is_the_one_that_answers(string answer, int? pid) =>
        Assert.Equal(pid, HaproxyAnswers.ParsePid(answer));
}
