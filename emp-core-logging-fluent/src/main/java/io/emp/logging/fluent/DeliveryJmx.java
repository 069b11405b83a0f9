package io.emp.logging.fluent;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The registration of an appender's numbers in the platform's MBean server. */
final class DeliveryJmx implements AutoCloseable {

  private static final String DOMAIN_AND_TYPE = "io.emp.logging:type=FluentAppender,name=";

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName name;

  DeliveryJmx(String appender, String runId, Supplier<DeliverySnapshot> snapshot)
      throws JMException {
    DeliveryBean bean = new DeliveryBean(snapshot);
    String byName = DOMAIN_AND_TYPE + ObjectName.quote(appender);
    ObjectName used = new ObjectName(byName);
    try {
      server.registerMBean(bean, used);
    } catch (InstanceAlreadyExistsException e) {
      used = new ObjectName(byName + ",run=" + ObjectName.quote(runId));
      server.registerMBean(bean, used);
    }
    name = used;
  }

  @Override
  public void close() throws JMException {
    server.unregisterMBean(name);
  }
}
