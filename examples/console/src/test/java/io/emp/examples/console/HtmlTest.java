package io.emp.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {

  @Test
  void aTextCannotBecomeMarkup() {
    assertThat(new Html().element("td", "<script>alert('x')</script>&\"").toString())
        .isEqualTo("<td>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;</td>");
  }

  @Test
  void aTextCannotLeaveItsAttribute() {
    assertThat(new Html().start("a").with("href", "\" onclick='x'>").end().toString())
        .isEqualTo("<a href=\"&quot; onclick=&#39;x&#39;&gt;\">");
  }

  @Test
  void aTextCannotChangeHowOthersAreShown() {
    assertThat(new Html().text("a\u202eb\u0000c\u001bd\u2066e\ufefff\n\tg").toString())
        .isEqualTo("a\\u202eb\\u0000c\\u001bd\\u2066e\\ufefff\n\tg");
  }

  @Test
  void anIdIsEncodedInALink() {
    assertThat(Html.url("/job", "id", "a&b=c/d e#\u00e4"))
        .isEqualTo("/job?id=a%26b%3Dc%2Fd+e%23%C3%A4");
  }

  @Test
  void whatIsAbsentIsNotWritten() {
    assertThat(new Html().start("a").with("title", null).with("open", false).end().text(null))
        .hasToString("<a>");
  }
}
