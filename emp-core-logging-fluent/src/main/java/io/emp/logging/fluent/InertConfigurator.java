package io.emp.logging.fluent;

import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.model.ConfigurationModel;
import ch.qos.logback.classic.model.LoggerContextListenerModel;
import ch.qos.logback.classic.model.ReceiverModel;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.joran.JoranConstants;
import ch.qos.logback.core.model.AppenderModel;
import ch.qos.logback.core.model.AppenderRefModel;
import ch.qos.logback.core.model.ConversionRuleModel;
import ch.qos.logback.core.model.EventEvaluatorModel;
import ch.qos.logback.core.model.Model;
import ch.qos.logback.core.model.SequenceNumberGeneratorModel;
import ch.qos.logback.core.model.SerializeModelModel;
import ch.qos.logback.core.model.ShutdownHookModel;
import ch.qos.logback.core.model.StatusListenerModel;
import ch.qos.logback.core.model.processor.DefaultProcessor;
import ch.qos.logback.core.model.processor.ModelHandlerBase;
import ch.qos.logback.core.model.processor.ModelInterpretationContext;
import ch.qos.logback.core.model.processor.NOPModelHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Logback's own reader of its configuration, except that nothing of what it reads begins to work:
 * variables, includes and conditions are followed and every {@code FluentAppender} gets its
 * properties, but none is started, which would take the events that wait in its buffer. Other
 * appenders are not even made; an {@link InertAppender} stands for each.
 */
final class InertConfigurator extends JoranConfigurator {

  private final Map<String, String> environment;
  private final List<FluentAppender> appenders = new ArrayList<>();
  private final List<String> unreferenced = new ArrayList<>();

  /**
   * A configurator for one reading.
   *
   * @param environment for the appenders' variables; those of the configuration come from the
   *     process
   */
  InertConfigurator(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The appenders that something refers to, in the order of the configuration. */
  List<FluentAppender> appenders() {
    return appenders;
  }

  /** The names of those that nothing refers to. */
  List<String> unreferenced() {
    return unreferenced;
  }

  @Override
  protected void addModelHandlerAssociations(DefaultProcessor processor) {
    super.addModelHandlerAssociations(processor);
    processor.addHandler(AppenderModel.class, (context, interpretation) -> new Unstarted(context));
    // It would print Logback's status, and watch the file.
    processor.addHandler(ConfigurationModel.class, NOPModelHandler::makeInstance);
    for (Class<? extends Model> model :
        List.of(
            StatusListenerModel.class,
            ShutdownHookModel.class,
            LoggerContextListenerModel.class,
            ReceiverModel.class,
            SequenceNumberGeneratorModel.class,
            SerializeModelModel.class,
            ConversionRuleModel.class,
            EventEvaluatorModel.class)) {
      processor.addHandler(model, (context, interpretation) -> new Skipped(context));
    }
  }

  /** Logback calls handlers of what is skipped, and not of what is handled. */
  private static void pass(Model model) {
    model.deepMarkAsSkipped();
    model.markAsHandled();
  }

  private static final class Skipped extends ModelHandlerBase {
    Skipped(Context context) {
      super(context);
    }

    @Override
    public void handle(ModelInterpretationContext interpretation, Model model) {
      model.deepMarkAsSkipped();
    }
  }

  /** Does what Logback's own handler does, without the start. */
  private final class Unstarted extends ModelHandlerBase {
    private @Nullable Appender<ILoggingEvent> appender;

    Unstarted(Context context) {
      super(context);
    }

    @Override
    public void handle(ModelInterpretationContext interpretation, Model model) {
      AppenderModel declared = (AppenderModel) model;
      String name = interpretation.subst(declared.getName());
      boolean fluent =
          FluentAppender.class
              .getName()
              .equals(interpretation.getImport(interpretation.subst(declared.getClassName())));
      if (!interpretation.hasDependers(name)) {
        if (fluent) {
          unreferenced.add(name);
        }
        declared.deepMarkAsSkipped();
        return;
      }
      Appender<ILoggingEvent> made;
      if (fluent) {
        FluentAppender delivering = new FluentAppender(environment);
        appenders.add(delivering);
        made = delivering;
      } else {
        made = new InertAppender();
        declared.getSubModels().stream()
            .filter(part -> !(part instanceof AppenderRefModel))
            .forEach(InertConfigurator::pass);
      }
      made.setContext(context);
      made.setName(name);
      interpretation.pushObject(made);
      appender = made;
    }

    @Override
    @SuppressWarnings("unchecked") // Logback's own map of appenders by their names.
    public void postHandle(ModelInterpretationContext interpretation, Model model) {
      Appender<ILoggingEvent> made = appender;
      if (made == null) {
        return;
      }
      interpretation.markStartOfNamedDependee(made.getName());
      Map<String, Appender<ILoggingEvent>> byName =
          (Map<String, Appender<ILoggingEvent>>)
              interpretation.getObjectMap().get(JoranConstants.APPENDER_BAG);
      Objects.requireNonNull(byName).put(made.getName(), made);
      interpretation.popObject();
    }
  }
}
