package io.emp.examples.boot;

import io.emp.logging.JobLogger;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Service;

/** Makes pictures, one of them on another thread. */
@Service
class Renderer {

  private static final Logger LOG = LoggerFactory.getLogger(Renderer.class);

  @Async
  CompletableFuture<String> preview(JobLogger job) throws Exception {
    return CompletableFuture.completedFuture(job.call(() -> render("preview")));
  }

  String image(long millis) throws InterruptedException {
    Thread.sleep(millis);
    return render("image");
  }

  private static String render(String what) {
    LOG.info("Rendered {}", what);
    return what;
  }
}
