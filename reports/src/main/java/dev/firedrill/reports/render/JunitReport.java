package dev.firedrill.reports.render;

import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.incident.Incident;
import java.util.List;

/// `junit.xml`: the judges of a run as test cases, for build servers.
public final class JunitReport implements Renderer {
    @Override
    public String file() {
        return "junit.xml";
    }

    @Override
    public byte[] render(RunAnswer answer, List<Incident> incidents) {
        return JunitSuites.xml(answer, incidents);
    }
}
