package io.emp.logging.fluent;

import io.emp.logging.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Findings as they are printed. The same findings always make the same text. */
record DoctorReport(List<Finding> findings) {

  private static final int MARK_WIDTH = "problem".length();

  DoctorReport {
    findings = List.copyOf(findings);
  }

  boolean hasProblems() {
    return count(Mark.PROBLEM) > 0;
  }

  private long count(Mark mark) {
    return findings.stream().filter(finding -> finding.diagnosis().mark == mark).count();
  }

  /** A line for each finding, a second one with the remedy where one is needed, and the sum. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      Diagnosis diagnosis = finding.diagnosis();
      text.append(padded(diagnosis.mark.text));
      text.append(finding.tried()).append(": ").append(finding.seen()).append('\n');
      if (diagnosis.remedy != null) {
        text.append(padded("")).append(diagnosis.code()).append(": ");
        text.append(diagnosis.remedy).append('\n');
      }
    }
    return text.append('\n').append(sum()).append('\n').toString();
  }

  private static String padded(String mark) {
    return mark + " ".repeat(MARK_WIDTH + 2 - mark.length());
  }

  private String sum() {
    return counted(count(Mark.PROBLEM), "problem") + ", " + counted(count(Mark.WARNING), "warning");
  }

  private static String counted(long count, String what) {
    return (count == 0 ? "no" : String.valueOf(count)) + " " + what + (count == 1 ? "" : "s");
  }

  /** One object, on one line for each finding. */
  String json() {
    String list =
        findings.stream()
            .map(DoctorReport::json)
            .collect(Collectors.joining(",\n  ", "\n  ", "\n"));
    return "{\"problems\":"
        + count(Mark.PROBLEM)
        + ",\"warnings\":"
        + count(Mark.WARNING)
        + ",\"findings\":["
        + (findings.isEmpty() ? "" : list)
        + "]}\n";
  }

  private static String json(Finding finding) {
    Diagnosis diagnosis = finding.diagnosis();
    return "{\"mark\":"
        + quoted(diagnosis.mark.text)
        + ",\"code\":"
        + quoted(diagnosis.code())
        + ",\"tried\":"
        + quoted(finding.tried())
        + ",\"seen\":"
        + quoted(finding.seen())
        + (diagnosis.remedy == null ? "" : ",\"remedy\":" + quoted(diagnosis.remedy))
        + "}";
  }

  private static String quoted(String text) {
    byte[] out = new byte[text.length() * JsonText.MAX_BYTES_PER_CHAR];
    int length = JsonText.write(text, out, 0);
    return "\"" + new String(out, 0, length, StandardCharsets.UTF_8) + "\"";
  }
}
