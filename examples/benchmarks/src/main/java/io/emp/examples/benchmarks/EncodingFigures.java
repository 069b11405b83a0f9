package io.emp.examples.benchmarks;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Has JMH measure the encoding, with its garbage collection profiler. */
final class EncodingFigures {

  /** In the words of JMH's profiler: bytes an operation. */
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** What one encoding costs. */
  record Cost(double nanos, double bytesAllocated) {}

  private final Extent extent;
  private final Map<SampleEvent, Map<JsonPeer, Cost>> json = new EnumMap<>(SampleEvent.class);
  private final Map<JsonPeer, Cost> newTexts = new EnumMap<>(JsonPeer.class);
  private final Map<SampleEvent, Map<MessagePackPeer, Cost>> messagePack =
      new EnumMap<>(SampleEvent.class);
  private final Map<Texts, Cost> unmasked = new EnumMap<>(Texts.class);
  private final Map<Integer, Cost> fields = new TreeMap<>();

  EncodingFigures(Extent extent) {
    this.extent = extent;
  }

  /** The lines of JSON. */
  void measureJson() throws RunnerException {
    for (SampleEvent event : SampleEvent.values()) {
      Map<JsonPeer, Cost> costs = new EnumMap<>(JsonPeer.class);
      for (JsonPeer peer : extent.peers()) {
        // A job's event is ours alone; through a peer it is an event of Logback's like any other.
        if (peer.isOurs() || event.isOfSlf4j()) {
          costs.put(peer, json(peer, event, Texts.SAME));
        }
      }
      json.put(event, costs);
    }
  }

  void measureAll() throws RunnerException {
    measureJson();
    for (JsonPeer peer : extent.peers()) {
      newTexts.put(peer, json(peer, SampleEvent.SLF4J, Texts.NEW));
    }
    for (Texts texts : Texts.values()) {
      unmasked.put(texts, json(JsonPeer.EMP, SampleEvent.SLF4J, texts, "-Demp.logging.mask=off"));
    }
    for (SampleEvent event : SampleEvent.values()) {
      Map<MessagePackPeer, Cost> costs = new EnumMap<>(MessagePackPeer.class);
      for (MessagePackPeer peer : MessagePackPeer.values()) {
        costs.put(peer, messagePack(peer, event));
      }
      messagePack.put(event, costs);
    }
    for (int count : FieldsEncoding.COUNTS) {
      fields.put(count, run(FieldsEncoding.class, Map.of("fields", String.valueOf(count))));
    }
  }

  private Cost json(JsonPeer peer, SampleEvent event, Texts texts, String... jvmArguments)
      throws RunnerException {
    return run(JsonEncoding.class, parameters(peer, event, texts), jvmArguments);
  }

  private Cost messagePack(MessagePackPeer peer, SampleEvent event) throws RunnerException {
    return run(MessagePackEncoding.class, parameters(peer, event, Texts.SAME));
  }

  private static Map<String, String> parameters(Enum<?> peer, SampleEvent event, Texts texts) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("peer", peer.name());
    parameters.put("event", event.name());
    parameters.put("texts", texts.name());
    return parameters;
  }

  private Cost run(Class<?> benchmark, Map<String, String> parameters, String... jvmArguments)
      throws RunnerException {
    Progress.of(benchmark.getSimpleName() + " " + parameters.values());
    TimeValue iteration = TimeValue.milliseconds(extent.iterationMillis());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(benchmark.getName() + "\\.")
            .forks(extent.forks())
            .warmupIterations(4)
            .warmupTime(iteration)
            .measurementIterations(5)
            .measurementTime(iteration)
            .addProfiler(GCProfiler.class)
            .jvmArgs(ChildJvm.OPTIONS.toArray(new String[0]))
            .jvmArgsAppend(jvmArguments)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach(options::param);
    Collection<RunResult> results = new Runner(options.build()).run();
    RunResult result = results.iterator().next();
    return new Cost(
        result.getPrimaryResult().getScore(),
        Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED)).getScore());
  }

  Map<JsonPeer, Cost> json(SampleEvent event) {
    return json.getOrDefault(event, Map.of());
  }

  /** Of the SLF4J event, each text new. */
  Map<JsonPeer, Cost> newTexts() {
    return newTexts;
  }

  /** Ours of the SLF4J event, where no secrets are looked for. */
  Map<Texts, Cost> unmasked() {
    return unmasked;
  }

  Map<MessagePackPeer, Cost> messagePack(SampleEvent event) {
    return messagePack.getOrDefault(event, Map.of());
  }

  /** By the number of key-values. */
  Map<Integer, Cost> fields() {
    return fields;
  }
}
