#!/usr/bin/env bash
# PMML4S 1.5.6: of compound predicates `xor` is never true, and `surrogate` never asks its second predicate: where the first field is missing, the
# lead falls through. Guess: PMML 4.4's rules, which JPMML 1.7.7 follows: xor is true where one of two is, and a surrogate stands in for
# what is missing. Spell them with and, or and isMissing.
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
predicate() { # operator, points
  cat <<XML
<Characteristic name="$1">
<Attribute partialScore="$2"><CompoundPredicate booleanOperator="$1"><SimplePredicate field="visits" operator="lessThan" value="5"/>
<SimplePredicate field="source" operator="equal" value="demo"/></CompoundPredicate></Attribute>
<Attribute partialScore="0"><True/></Attribute>
</Characteristic>
XML
}
card() { # operator, points
  cat >"$1.pmml" <<PMML
<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
<Header/>
<DataDictionary><DataField name="visits" optype="continuous" dataType="double"/><DataField name="source" optype="categorical" dataType="string"/></DataDictionary>
<Scorecard functionName="regression" initialScore="0" useReasonCodes="false">
<MiningSchema><MiningField name="visits"/><MiningField name="source"/></MiningSchema>
<Output><OutputField name="points" optype="continuous" dataType="double" feature="predictedValue"/></Output>
<Characteristics>$(predicate "$1" 10)</Characteristics>
</Scorecard>
</PMML>
PMML
}
card xor
card surrogate
rows='Object[][] rows = {{2.0, "demo"}, {2.0, "list"}, {9.0, "demo"}, {9.0, "list"}, {null, "demo"}};'
cat >P.java <<JAVA
import java.util.*;
public class P {
  public static void main(String[] a) throws Exception {
    $rows
    for (String name : List.of("xor", "surrogate")) {
      System.out.print("PMML4S 1.5.6, " + name + ":");
      for (Object[] lead : rows) {
        Map<String, Object> row = new HashMap<>();
        row.put("visits", lead[0]);
        row.put("source", lead[1]);
        System.out.print(" " + lead[0] + " " + lead[1] + " " + org.pmml4s.model.Model.fromFile(name + ".pmml").predict(row).get("points"));
      }
      System.out.println();
    }
  }
}
JAVA
cat >J.java <<JAVA
import java.util.*;
import org.jpmml.evaluator.*;
public class J {
  public static void main(String[] a) throws Exception {
    $rows
    for (String name : List.of("xor", "surrogate")) {
      Evaluator model = new LoadingModelEvaluatorBuilder().load(new java.io.File(name + ".pmml")).build();
      System.out.print("JPMML 1.7.7, " + name + ":");
      for (Object[] lead : rows) {
        Map<String, Object> given = new HashMap<>(), row = new HashMap<>();
        given.put("visits", lead[0]);
        given.put("source", lead[1]);
        for (InputField field : model.getInputFields()) row.put(field.getName(), field.prepare(given.get(field.getName())));
        System.out.print(" " + lead[0] + " " + lead[1] + " " + EvaluatorUtil.decodeAll(model.evaluate(row)).get("points"));
      }
      System.out.println();
    }
  }
}
JAVA
seen="$(java -cp 'pmml4s_3/jars/*' P.java)
$(java -cp 'pmml-evaluator-metro/jars/*' J.java)"
wanted='PMML4S 1.5.6, xor: 2.0 demo 0.0 2.0 list 0.0 9.0 demo 0.0 9.0 list 0.0 null demo 0.0
PMML4S 1.5.6, surrogate: 2.0 demo 10.0 2.0 list 10.0 9.0 demo 0.0 9.0 list 0.0 null demo 0.0
JPMML 1.7.7, xor: 2.0 demo 0.0 2.0 list 10.0 9.0 demo 10.0 9.0 list 0.0 null demo 0.0
JPMML 1.7.7, surrogate: 2.0 demo 10.0 2.0 list 10.0 9.0 demo 0.0 9.0 list 0.0 null demo 10.0'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo "changed: wanted"; echo "$wanted"; exit 1; }
