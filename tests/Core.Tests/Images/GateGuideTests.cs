using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

public sealed class GateGuideTests
{
    [Fact]
    public void Every_gate_that_can_refuse_is_explained_in_the_order_in_which_it_is_judged() =>
        Assert.Equal(WebImage.Plan().Gates.Select(gate => gate.Name), GateGuide.All.Select(guide => guide.Gate));
}
