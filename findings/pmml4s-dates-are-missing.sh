#!/usr/bin/env bash
# PMML4S 1.5.6: every function of dates gives nothing, without a word, for a date field (text or java.time.LocalDate) and for a date constant alike:
# days since a year, seconds since midnight, formatDatetime. A score of how recent something was takes its missing points for all. Guess: 180,
# as JPMML 1.7.7 has it. Count days before scoring, and give them as a number, as Leadline's exports want them.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
jars() { # group artifact version: the library and what it needs, in a folder of its name
  mkdir "$2"
  cat >"$2/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
<dependencies><dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version></dependency></dependencies></project>
POM
  mvn -B -q -Dstyle.color=never -f "$2/pom.xml" -Dmaven.repo.local="$dir/m2" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$dir/$2/jars"
}
jars org.pmml4s pmml4s_3 1.5.6
jars org.jpmml pmml-evaluator-metro 1.7.7
cat >model.pmml <<'PMML'
<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
<Header/>
<DataDictionary><DataField name="day" optype="continuous" dataType="date"/></DataDictionary>
<Scorecard functionName="regression" initialScore="0" useReasonCodes="false">
<MiningSchema><MiningField name="day"/></MiningSchema>
<Output>
<OutputField name="points" optype="continuous" dataType="double" feature="predictedValue"/>
<OutputField name="field" optype="continuous" dataType="integer" feature="transformedValue"><FieldRef field="days"/></OutputField>
<OutputField name="constant" optype="continuous" dataType="integer" feature="transformedValue">
<Apply function="dateDaysSinceYear"><Constant dataType="date">2026-06-30</Constant><Constant dataType="integer">2026</Constant></Apply></OutputField>
</Output>
<LocalTransformations><DerivedField name="days" optype="continuous" dataType="integer">
<Apply function="dateDaysSinceYear"><FieldRef field="day"/><Constant dataType="integer">2026</Constant></Apply></DerivedField></LocalTransformations>
<Characteristics><Characteristic name="recent">
<Attribute partialScore="30"><SimplePredicate field="days" operator="greaterThan" value="100"/></Attribute>
<Attribute partialScore="10"><SimplePredicate field="days" operator="isNotMissing"/></Attribute>
<Attribute partialScore="-1"><True/></Attribute>
</Characteristic></Characteristics>
</Scorecard>
</PMML>
PMML
cat >P.java <<'JAVA'
import java.time.LocalDate;
import java.util.*;
public class P {
  public static void main(String[] a) throws Exception {
    for (Object day : List.of("2026-06-30", LocalDate.of(2026, 6, 30))) {
      Map<String, Object> found = org.pmml4s.model.Model.fromFile("model.pmml").predict(Map.of("day", day));
      System.out.println("PMML4S 1.5.6, " + day.getClass().getSimpleName() + ": field " + found.get("field") + ", constant " + found.get("constant") + ", points " + found.get("points"));
    }
  }
}
JAVA
cat >J.java <<'JAVA'
import java.util.*;
import org.jpmml.evaluator.*;
public class J {
  public static void main(String[] a) throws Exception {
    Evaluator model = new LoadingModelEvaluatorBuilder().load(new java.io.File("model.pmml")).build();
    Map<String, Object> row = new HashMap<>();
    for (InputField field : model.getInputFields()) row.put(field.getName(), field.prepare("2026-06-30"));
    Map<String, ?> found = EvaluatorUtil.decodeAll(model.evaluate(row));
    System.out.println("JPMML 1.7.7: field " + found.get("field") + ", constant " + found.get("constant") + ", points " + found.get("points"));
  }
}
JAVA
seen="$(java -cp 'pmml4s_3/jars/*' P.java)
$(java -cp 'pmml-evaluator-metro/jars/*' J.java)"
wanted='PMML4S 1.5.6, String: field null, constant null, points -1.0
PMML4S 1.5.6, LocalDate: field null, constant null, points -1.0
JPMML 1.7.7: field 180, constant 180, points 30.0'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
